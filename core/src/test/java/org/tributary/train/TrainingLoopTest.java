package org.tributary.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TrainingLoopTest {
  /** Batches are losses; the snapshot is the number of steps taken. */
  private static final class Fake implements TrainingLoop.Trainee<Double, Long> {
    private final List<Double> losses;
    private final double[] scores;
    private final List<Double> rates = new ArrayList<>();
    private int scored;
    private long steps;

    Fake(List<Double> losses, double... scores) {
      this.losses = losses;
      this.scores = scores;
    }

    @Override
    public List<Double> batches(int epoch) {
      return losses;
    }

    @Override
    public long tokens(Double batch) {
      return 10;
    }

    @Override
    public double step(Double batch, long number, double learningRate) {
      steps = number;
      rates.add(learningRate);
      return batch;
    }

    @Override
    public OptionalDouble score() {
      return scores.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(scores[scored++]);
    }

    @Override
    public Long snapshot() {
      return steps;
    }
  }

  @Test
  void theBestEpochsParametersAreKeptAndOfEqualsTheFirst() {
    Fake fake = new Fake(List.of(4.0, 2.0), 0.5, 0.9, 0.9, 0.7);
    TrainingLoop.Outcome<Long> outcome = loop(4, TrainingListener.silent()).run(fake);
    assertThat(outcome.parameters()).isEqualTo(4);
    assertThat(outcome.epochs())
        .extracting(EpochReport::best)
        .containsExactly(true, true, false, false);
    assertThat(outcome.epochs()).extracting(EpochReport::meanLoss).containsOnly(3.0);
  }

  @Test
  void withoutScoresTheLastEpochsParametersAreKept() {
    TrainingLoop.Outcome<Long> outcome =
        loop(3, TrainingListener.silent()).run(new Fake(List.of(1.0, 1.0)));
    assertThat(outcome.parameters()).isEqualTo(6);
    assertThat(outcome.epochs()).allSatisfy(e -> assertThat(e.devScore()).isEmpty());
  }

  @Test
  void theLearningRateFollowsTheScheduleOverTheWholeRun() {
    Fake fake = new Fake(List.of(1.0, 1.0));
    new TrainingLoop<Double, Long>(2, Schedule.linear(0.8, 0.4), TrainingListener.silent())
        .run(fake);
    assertThat(fake.rates).hasSize(4);
    for (int k = 0; k < 4; k++) {
      assertThat(fake.rates.get(k)).isCloseTo(0.8 - 0.1 * k, within(1e-12));
    }
  }

  @Test
  void aListenerHearsPlanStepsAndEpochs() {
    List<String> heard = new ArrayList<>();
    loop(
            2,
            new TrainingListener() {
              @Override
              public void trainingStarted(TrainingPlan plan) {
                heard.add(plan.toString());
              }

              @Override
              public void stepFinished(StepReport r) {
                heard.add(
                    "%d %d/%d %s %d"
                        .formatted(r.epoch(), r.step(), r.steps(), r.loss(), r.tokens()));
              }

              @Override
              public void epochFinished(EpochReport r) {
                heard.add("epoch %d %d".formatted(r.epoch(), r.tokens()));
              }
            })
        .run(new Fake(List.of(3.0, 5.0)));
    assertThat(heard)
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
  void aLossThatIsNoNumberStopsTraining() {
    assertThatThrownBy(
            () -> loop(1, TrainingListener.silent()).run(new Fake(List.of(1.0, Double.NaN))))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "training: the loss became NaN in epoch 1, batch 2 (step 2) at learning rate 0.1; try"
                + " a lower learning rate or gradient clipping");
  }

  @Test
  void noEpochIsRefused() {
    assertThatThrownBy(() -> loop(0, TrainingListener.silent()))
        .hasMessage("epochs: expected at least 1, got 0");
  }

  private static TrainingLoop<Double, Long> loop(int epochs, TrainingListener listener) {
    return new TrainingLoop<>(epochs, Schedule.constant(0.1), listener);
  }
}
