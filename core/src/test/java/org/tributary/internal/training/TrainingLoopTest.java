package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.train.Checkpoints;
import org.tributary.train.EpochReport;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions.LoopOptions;
import org.tributary.train.TrainingPlan;
import org.tributary.train.optimizer.Schedule;

class TrainingLoopTest {
  @Test
  void batchesArePreparedOnceOneStepAheadAndReleased() {
    FakeModel fake = new FakeModel(List.of(4.0, 2.0, 1.0));
    loop(2, TrainingListener.silent()).run(fake);
    assertThat(fake.prepared)
        .containsExactly("4.0 is 1", "2.0 is 2", "1.0 is 3", "4.0 is 4", "2.0 is 5", "1.0 is 6");
    assertThat(fake.events)
        .containsExactly(
            "step 1",
            "release 4.0",
            "step 2",
            "release 2.0",
            "step 3",
            "release 1.0",
            "step 4",
            "release 4.0",
            "step 5",
            "release 2.0",
            "step 6",
            "release 1.0");
  }

  @Test
  void batchPreparedBeforeAStopIsReleased() {
    FakeModel fake = new FakeModel(List.of(4.0, Double.NaN, 1.0));
    assertThatThrownBy(() -> loop(2, TrainingListener.silent()).run(fake))
        .isInstanceOf(TrainingException.class);
    assertThat(fake.prepared).hasSize(3);
    assertThat(fake.released).isEqualTo(3);
  }

  @Test
  void parametersOfTheFirstBestEpochAreKept() {
    FakeModel fake = new FakeModel(List.of(4.0, 2.0), 0.5, 0.9, 0.9, 0.7);
    TrainingLoop.Outcome outcome = loop(4, TrainingListener.silent()).run(fake);
    assertThat(FakeModel.steps(outcome)).isEqualTo(4);
    assertThat(outcome.epochs())
        .extracting(EpochReport::best)
        .containsExactly(true, true, false, false);
    assertThat(outcome.epochs()).extracting(EpochReport::meanLoss).containsOnly(3.0);
  }

  @Test
  void earlyStoppingCountsEpochsOfScoreZero() {
    FakeModel fake = new FakeModel(List.of(4.0, 2.0), 0.0, 0.0, 0.0, 0.0, 0.0);
    TrainingLoop.Outcome outcome =
        loop(new LoopOptions(5, Schedule.constant(0.1), OptionalInt.of(2))).run(fake);
    assertThat(outcome.epochs()).hasSize(3);
    assertThat(FakeModel.steps(outcome)).isEqualTo(6);
  }

  /** A span F1 is 0 until a span is correct. */
  @Test
  void parametersOfTheLastEpochOfScoreZeroAreKept() {
    TrainingLoop.Outcome outcome =
        loop(3, TrainingListener.silent()).run(new FakeModel(List.of(4.0, 2.0), 0.0, 0.0, 0.0));
    assertThat(FakeModel.steps(outcome)).isEqualTo(6);
    assertThat(outcome.epochs()).extracting(EpochReport::best).containsOnly(true);
  }

  @Test
  void parametersOfTheLastEpochAreKeptWithoutScores() {
    TrainingLoop.Outcome outcome =
        loop(3, TrainingListener.silent()).run(new FakeModel(List.of(1.0, 1.0)));
    assertThat(FakeModel.steps(outcome)).isEqualTo(6);
    assertThat(outcome.epochs()).allSatisfy(e -> assertThat(e.devScore()).isEmpty());
  }

  @Test
  void learningRateFollowsTheSchedule() {
    FakeModel fake = new FakeModel(List.of(1.0, 1.0));
    loop(LoopOptions.of(2, Schedule.linear(0.8, 0.4))).run(fake);
    assertThat(fake.rates).hasSize(4);
    for (int k = 0; k < 4; k++) {
      assertThat(fake.rates.get(k)).isCloseTo(0.8 - 0.1 * k, within(1e-12));
    }
  }

  @Test
  void listenerReceivesPlanStepsAndEpochs() {
    List<String> events = new ArrayList<>();
    loop(
            2,
            new TrainingListener() {
              @Override
              public void trainingStarted(TrainingPlan plan) {
                events.add(plan.toString());
              }

              @Override
              public void stepFinished(StepReport r) {
                events.add(
                    "%d %d/%d %s %d"
                        .formatted(r.epoch(), r.step(), r.steps(), r.loss(), r.tokens()));
              }

              @Override
              public void epochFinished(EpochReport r) {
                events.add("epoch %d %d".formatted(r.epoch(), r.tokens()));
              }
            })
        .run(new FakeModel(List.of(3.0, 5.0)));
    assertThat(events)
        .containsExactly(
            "TrainingPlan[epochs=2, stepsPerEpoch=2, tokensPerEpoch=20]",
            "1 1/2 3.0 10",
            "1 2/2 5.0 20",
            "epoch 1 20",
            "2 1/2 3.0 10",
            "2 2/2 5.0 20",
            "epoch 2 20");
  }

  @Test
  void nonFiniteLossEndsTraining() {
    assertThatThrownBy(
            () -> loop(1, TrainingListener.silent()).run(new FakeModel(List.of(1.0, Double.NaN))))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "training: the loss became NaN in epoch 1, batch 2 (step 2) at learning rate 0.1; try"
                + " a lower learning rate or gradient clipping");
  }

  @Test
  void invalidLoopOptionsAreRefused() {
    assertThatThrownBy(() -> loop(0, TrainingListener.silent()))
        .hasMessage("epochs: expected at least 1, got 0");
    assertThatThrownBy(() -> new LoopOptions(1, Schedule.constant(1), OptionalInt.of(0)))
        .hasMessage("early stopping: expected a patience of at least 1 epoch, got 0");
  }

  @Test
  void nonFiniteGradientNormEndsTraining() {
    FakeModel fake = new FakeModel(List.of(1.0, 1.0));
    fake.gradientNorm = Double.POSITIVE_INFINITY;
    assertThatThrownBy(() -> loop(1, TrainingListener.silent()).run(fake))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "training: the gradient norm became Infinity in epoch 1, batch 1 (step 1) at learning"
                + " rate 0.1; no weights have changed yet: does the loss divide by 0, take a"
                + " logarithm or root of 0, or read a NaN or huge input?");
  }

  @Test
  void defectiveParametersEndTraining() {
    for (FakeModel fake :
        List.of(new FakeModel(List.of(1.0, 1.0), 0.1, 0.2), new FakeModel(List.of(1.0, 1.0)))) {
      fake.defectiveAfter = 4;
      assertThatThrownBy(() -> loop(2, TrainingListener.silent()).run(fake))
          .isInstanceOf(TrainingException.class)
          .hasMessage(
              "training: after epoch 2 (step 4) parameter w has the value NaN; try a lower learning"
                  + " rate or gradient clipping");
    }
  }

  @Test
  void earlyStoppingEndsTrainingAfterThePatience() {
    FakeModel fake = new FakeModel(List.of(4.0, 2.0), 0.5, 0.4, 0.6, 0.6, 0.5, 0.9);
    TrainingLoop.Outcome outcome =
        loop(new LoopOptions(6, Schedule.constant(0.1), OptionalInt.of(2))).run(fake);
    assertThat(outcome.epochs()).hasSize(5);
    assertThat(fake.endedEpochs).containsExactly(1, 2, 3, 4, 5);
    assertThat(FakeModel.steps(outcome)).isEqualTo(6);
  }

  /** The F1 of spans is NaN while no span is predicted. */
  @Test
  void anyScoreBeatsNan() {
    for (double[] scores :
        new double[][] {{Double.NaN, 0.2, 0.6, 0.4}, {0.2, 0.6, Double.NaN, 0.4}}) {
      FakeModel fake = new FakeModel(List.of(1.0), scores);
      TrainingLoop.Outcome outcome =
          loop(new LoopOptions(4, Schedule.constant(0.1), OptionalInt.of(3))).run(fake);
      assertThat(outcome.epochs()).hasSize(4);
      assertThat(FakeModel.steps(outcome)).isEqualTo(scores[2] == 0.6 ? 3 : 2);
    }
    FakeModel never = new FakeModel(List.of(1.0), Double.NaN, Double.NaN);
    assertThat(FakeModel.steps(loop(2, TrainingListener.silent()).run(never))).isEqualTo(2);
  }

  /** A snapshot may take as much memory as the model. */
  @Test
  void oneSnapshotOfAnEpochIsScoredAndKept() {
    FakeModel fake = new FakeModel(List.of(1.0), 0.1, 0.3, 0.2);
    assertThat(FakeModel.steps(loop(3, TrainingListener.silent()).run(fake))).isEqualTo(2);
    assertThat(fake.snapshots).isEqualTo(3);
  }

  @Test
  void plateauScheduleFollowsTheScores() {
    FakeModel fake = new FakeModel(List.of(1.0, 1.0), 0.5, 0.4, 0.6);
    loop(LoopOptions.of(3, Schedule.reduceOnPlateau(0.8).factor(0.5).patience(0))).run(fake);
    assertThat(fake.rates).containsExactly(0.8, 0.8, 0.8, 0.8, 0.4, 0.4);
  }

  @Test
  void optionsThatNeedScoresAreRefusedWithoutScores() {
    for (LoopOptions options :
        List.of(
            new LoopOptions(3, Schedule.constant(0.1), OptionalInt.of(2)),
            LoopOptions.of(3, Schedule.reduceOnPlateau(0.8)))) {
      assertThatThrownBy(() -> loop(options).run(new FakeModel(List.of(1.0))))
          .hasMessage(
              "training: expected a score after each epoch for early stopping or a schedule that"
                  + " follows it, got none; give held-out data");
    }
  }

  @Test
  void resumedRunMatchesUninterruptedRun(@TempDir Path folder) {
    Checkpoints checkpoints = Checkpoints.in(folder.resolve("run")).everySteps(1);
    CheckpointFile file = new CheckpointFile(checkpoints.file());
    List<String> fingerprint = List.of("run: 1");
    List<Checkpoint> recorded = new ArrayList<>();
    TrainingListener recording =
        new TrainingListener() {
          @Override
          public void stepFinished(StepReport report) {
            if (report.step() < report.steps()) {
              recorded.add(file.read());
            }
          }

          @Override
          public void epochFinished(EpochReport report) {
            recorded.add(file.read());
          }
        };
    LoopOptions options = LoopOptions.of(3, Schedule.linear(0.8, 0.4));
    FakeModel whole = new FakeModel(List.of(4.0, 2.5, 1.0), 0.5, 0.9, 0.7);
    TrainingLoop.Outcome expected =
        new TrainingLoop<>(whole, options, recording).run(checkpoints, fingerprint);
    assertThat(recorded)
        .extracting(checkpoint -> checkpoint.progress().globalStep())
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(recorded)
        .extracting(checkpoint -> checkpoint.progress().epoch())
        .containsExactly(1, 1, 2, 2, 2, 3, 3, 3, 4);
    for (Checkpoint checkpoint : recorded) {
      FakeModel resumed = new FakeModel(List.of(4.0, 2.5, 1.0), 0.5, 0.9, 0.7);
      file.write(checkpoint);
      TrainingLoop.Outcome outcome =
          new TrainingLoop<>(resumed, options, TrainingListener.silent())
              .run(checkpoints, fingerprint);
      assertThat(outcome.parameters()).isEqualTo(expected.parameters());
      assertThat(resumed.rates)
          .isEqualTo(
              whole.rates.subList((int) checkpoint.progress().globalStep(), whole.rates.size()));
      assertThat(outcome.epochs())
          .usingRecursiveComparison()
          .ignoringFields("seconds")
          .isEqualTo(expected.epochs());
    }
  }

  @Test
  void interruptEndsTheRunBeforeTheNextStep() {
    FakeModel fake = new FakeModel(List.of(4.0, 2.0, 1.0));
    TrainingListener interrupting =
        new TrainingListener() {
          @Override
          public void stepFinished(StepReport report) {
            if (report.epoch() == 2) {
              Thread.currentThread().interrupt();
            }
          }
        };
    try {
      assertThatThrownBy(() -> loop(3, interrupting).run(fake))
          .isInstanceOf(TrainingException.class)
          .hasMessage(
              "training: interrupted in epoch 2 after batch 1 (step 4); a run with checkpoints can resume from its last one");
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
    assertThat(fake.steps).isEqualTo(4);
  }

  private static FakeModel.Loop loop(LoopOptions options) {
    return new FakeModel.Loop(options, TrainingListener.silent());
  }

  private static FakeModel.Loop loop(int epochs, TrainingListener listener) {
    return new FakeModel.Loop(LoopOptions.of(epochs, Schedule.constant(0.1)), listener);
  }
}
