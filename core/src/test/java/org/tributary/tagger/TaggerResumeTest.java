package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.testing.ChildProcess;
import org.tributary.train.Checkpoints;
import org.tributary.train.Optimizer;
import org.tributary.train.Schedule;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingPlan;
import org.tributary.train.WeightAverage;

/** A run that is stopped and taken up again ends with the bits of one that was not. */
class TaggerResumeTest {
  private static final TaggerDefinition DEFINITION =
      Tagger.define().words(3).encode(e -> e.lstm(2)).dropout(0.3);
  private static final TaggerSizes SIZES = new TaggerSizes(9, 3);
  private static final int[] COUNTS = {0, 1, 2, 1, 1, 3, 1, 2, 1};
  private static final List<LabelledSequence> DATA =
      List.of(
          new LabelledSequence(FeatureSequence.ofWords(1, 5, 3), 0, 1, 2),
          new LabelledSequence(FeatureSequence.ofWords(2, 4, 7, 8), 1, 1, 0, 2),
          new LabelledSequence(FeatureSequence.ofWords(6, 5), 2, 1),
          new LabelledSequence(FeatureSequence.ofWords(7, 2, 5, 1, 3), 0, 1, 1, 0, 2));
  private static final List<LabelledSequence> DEV = DATA.subList(1, 3);

  private static final TrainingOptions OPTIONS =
      TrainingOptions.defaults()
          .epochs(3)
          .batchSize(1)
          .schedule(Schedule.cosine(0.1, 0.01))
          .unknownRate(1)
          .wordDropout(0.2);

  static List<TrainingOptions> everyKindOfState() {
    return List.of(
        OPTIONS,
        OPTIONS.optimizer(Optimizer.sgd()),
        OPTIONS.optimizer(Optimizer.sgd().momentum(0.9).dampening(0.5)),
        OPTIONS.optimizer(Optimizer.adamW()).average(WeightAverage.exponential(0.7)),
        OPTIONS.average(WeightAverage.ofLastEpochs(0.7)),
        OPTIONS.schedule(Schedule.reduceOnPlateau(0.1).factor(0.5).patience(0)).patience(1));
  }

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("everyKindOfState")
  void afterAStopAtAnyStep(TrainingOptions options) {
    List<Integer> steps = new ArrayList<>();
    TaggerTraining.Trained whole =
        training(options).train(DATA, DEV, stoppingAfter(Integer.MAX_VALUE, steps));
    assertThat(steps.size()).isGreaterThanOrEqualTo(8);
    for (int stop = 1; stop < steps.size(); stop++) {
      for (int every : new int[] {1, 3}) {
        Path file = folder.resolve("run-%d-%d".formatted(stop, every));
        TaggerTraining training =
            training(options).checkpoints(Checkpoints.in(file).everySteps(every));
        int at = stop;
        assertThatThrownBy(() -> training.train(DATA, DEV, stoppingAfter(at, new ArrayList<>())))
            .isInstanceOf(Stop.class);
        List<Integer> rest = new ArrayList<>();
        assertSame(training.train(DATA, DEV, stoppingAfter(Integer.MAX_VALUE, rest)), whole);
        assertThat(rest.size())
            .as("steps taken again")
            .isEqualTo(steps.size() - written(stop, every));
      }
    }
  }

  /** The last step before {@code stop} after which there is a checkpoint; epochs have 4 steps. */
  private static int written(int stop, int every) {
    // a step that ends an epoch is written with the epoch, which a stop in this step prevents
    int last = stop % 4 == 0 ? stop - 1 : stop;
    while (last % every != 0 && last % 4 != 0) {
      last--;
    }
    return last;
  }

  @Test
  void afterTheEndNothingIsLeftToDo() {
    TaggerTraining training =
        training(OPTIONS.average(WeightAverage.exponential(0.7)))
            .checkpoints(Checkpoints.in(folder.resolve("run")));
    for (List<LabelledSequence> dev : List.of(DEV, List.<LabelledSequence>of())) {
      Path file = folder.resolve("run" + dev.size());
      TaggerTraining kept = training.checkpoints(Checkpoints.in(file));
      TaggerTraining.Trained whole = kept.train(DATA, dev, TrainingListener.silent());
      List<Integer> steps = new ArrayList<>();
      assertSame(kept.train(DATA, dev, stoppingAfter(0, steps)), whole);
      assertThat(steps).isEmpty();
    }
  }

  @Test
  void anotherRunsCheckpointIsRefused() {
    Checkpoints file = Checkpoints.in(folder.resolve("run"));
    training(OPTIONS).checkpoints(file).train(DATA, DEV, TrainingListener.silent());
    assertThatThrownBy(
            () ->
                training(OPTIONS.epochs(4))
                    .checkpoints(file)
                    .train(DATA, DEV, TrainingListener.silent()))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("this is another run's; expected options: ")
        .hasMessageContaining("epochs=4")
        .hasMessageContaining("epochs=3");
    assertThatThrownBy(
            () ->
                training(OPTIONS)
                    .checkpoints(file)
                    .train(DATA.subList(0, 3), DEV, TrainingListener.silent()))
        .hasMessageContaining("expected training data: 3 sequences of 9 steps, CRC ")
        .hasMessageContaining("got training data: 4 sequences of 14 steps, CRC ");
    List<LabelledSequence> relabelled = new ArrayList<>(DATA);
    relabelled.set(2, new LabelledSequence(FeatureSequence.ofWords(6, 5), 2, 0));
    assertThatThrownBy(
            () ->
                training(OPTIONS)
                    .checkpoints(file)
                    .train(relabelled, DEV, TrainingListener.silent()))
        .hasMessageContaining("expected training data: 4 sequences of 14 steps, CRC ");
  }

  @Test
  void afterAProcessWasKilled() throws Exception {
    Path unstopped = folder.resolve("unstopped");
    TaggerTraining.Trained whole = LongRun.train(unstopped, TrainingListener.silent());
    Path file = folder.resolve("killed");
    int kills = 0;
    for (int wanted = 1; kills < 3; wanted++) {
      Process child = ChildProcess.start(LongRun.class, file.toString());
      try {
        long before = Files.exists(file) ? Files.getLastModifiedTime(file).toMillis() : 0;
        waitForWritings(child, file, before);
        TimeUnit.MILLISECONDS.sleep(7L * wanted);
      } finally {
        child.destroyForcibly().waitFor();
      }
      kills++;
    }
    List<Integer> rest = new ArrayList<>();
    assertSame(LongRun.train(file, stoppingAfter(Integer.MAX_VALUE, rest)), whole);
    assertThat(rest).as("steps left after the kills").isNotEmpty();
  }

  private static void waitForWritings(Process child, Path file, long before) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!Files.exists(file) || modified(file) == before) {
      assertThat(child.isAlive()).as("the child trains").isTrue();
      assertThat(System.nanoTime()).as("a checkpoint in time").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private static long modified(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toMillis();
  }

  private static void assertSame(TaggerTraining.Trained actual, TaggerTraining.Trained expected) {
    assertThat(actual.parameters().names()).isEqualTo(expected.parameters().names());
    for (String name : expected.parameters().names()) {
      assertThat(
              Arrays.equals(actual.parameters().values(name), expected.parameters().values(name)))
          .as(name)
          .isTrue();
    }
    assertThat(actual.history())
        .usingRecursiveComparison()
        .ignoringFields("seconds")
        .isEqualTo(expected.history());
  }

  private static TaggerTraining training(TrainingOptions options) {
    return new TaggerTraining(DEFINITION, SIZES, options, COUNTS, 0);
  }

  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static TrainingListener stoppingAfter(int steps, List<Integer> heard) {
    return new TrainingListener() {
      @Override
      public void trainingStarted(TrainingPlan plan) {
        assertThat(plan.stepsPerEpoch()).isGreaterThanOrEqualTo(4);
      }

      @Override
      public void stepFinished(StepReport report) {
        heard.add(report.step());
        if (heard.size() == steps) {
          throw new Stop();
        }
      }
    };
  }
}
