package org.tributary.train.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.tributary.train.EpochReport;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingPlan;

/** Listeners that interrupt a training run, and a comparison of a resumed run with a whole one. */
public final class Interruptions {
  /** The exception that ends an interrupted run. */
  static final class Interruption extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private Interruptions() {}

  /** Returns a listener that interrupts after each step and each epoch. */
  public static TrainingListener atOnce() {
    return new TrainingListener() {
      @Override
      public void stepFinished(StepReport report) {
        if (report.step() < report.steps()) {
          throw new Interruption();
        }
      }

      @Override
      public void epochFinished(EpochReport report) {
        throw new Interruption();
      }
    };
  }

  /**
   * Returns a listener that interrupts after a number of steps.
   *
   * @param reportedSteps receives the number of each step
   */
  public static TrainingListener after(int steps, List<Integer> reportedSteps) {
    return new TrainingListener() {
      @Override
      public void trainingStarted(TrainingPlan plan) {
        assertThat(plan.stepsPerEpoch()).isGreaterThanOrEqualTo(4);
      }

      @Override
      public void stepFinished(StepReport report) {
        reportedSteps.add(report.step());
        if (reportedSteps.size() == steps) {
          throw new Interruption();
        }
      }
    };
  }

  /** Asserts equal parameters, to the bit, and equal histories. */
  public static void assertSame(TaggerFitter.Trained actual, TaggerFitter.Trained expected) {
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
}
