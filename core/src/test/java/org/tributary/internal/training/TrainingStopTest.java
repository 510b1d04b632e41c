package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.train.EpochReport;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions.LoopOptions;
import org.tributary.train.optimizer.Schedule;

/** A listener ends a run within an epoch or after one. */
class TrainingStopTest {
  /**
   * Stops in epoch {@code epoch} after {@code steps} steps of it, or after it if there are none.
   */
  private static TrainingListener stopping(int epoch, int steps) {
    return new TrainingListener() {
      private boolean stop;

      @Override
      public void stepFinished(StepReport report) {
        stop |= report.epoch() == epoch && report.step() == steps;
      }

      @Override
      public void epochFinished(EpochReport report) {
        stop |= steps == 0 && report.epoch() == epoch;
      }

      @Override
      public boolean shouldStop() {
        return stop;
      }
    };
  }

  @Test
  void stoppedRunKeepsItsBestEpoch() {
    FakeModel within = new FakeModel(List.of(1.0, 1.0, 1.0), 0.5, 0.9, 0.7, 0.95);
    TrainingLoop.Outcome outcome = loop(5, stopping(4, 2)).run(within);
    assertThat(FakeModel.steps(outcome)).isEqualTo(6);
    assertThat(outcome.epochs()).hasSize(3);
    assertThat(within.steps).isEqualTo(11);
    FakeModel after = new FakeModel(List.of(1.0, 1.0), 0.5, 0.9, 0.7, 0.95);
    assertThat(FakeModel.steps(loop(5, stopping(3, 0)).run(after))).isEqualTo(4);
    assertThat(after.steps).isEqualTo(6);
  }

  @Test
  void stoppedRunWithoutScoresKeepsItsLastEpoch() {
    FakeModel fake = new FakeModel(List.of(1.0, 1.0));
    assertThat(FakeModel.steps(loop(5, stopping(2, 0)).run(fake))).isEqualTo(4);
    FakeModel within = new FakeModel(List.of(1.0, 1.0));
    TrainingLoop.Outcome outcome = loop(5, stopping(3, 1)).run(within);
    assertThat(FakeModel.steps(outcome)).isEqualTo(4);
    assertThat(outcome.epochs()).hasSize(2);
    assertThat(within.steps).isEqualTo(5);
  }

  @Test
  void outcomeTellsWhetherTheListenerEndedTheRun() {
    List<Integer> calls = new ArrayList<>();
    TrainingListener once =
        new TrainingListener() {
          @Override
          public boolean shouldStop() {
            calls.add(calls.size() + 1);
            return calls.size() == 4;
          }
        };
    TrainingLoop.Outcome outcome = loop(5, once).run(new FakeModel(List.of(1.0, 1.0)));
    assertThat(outcome.stopped()).isTrue();
    assertThat(outcome.epochs()).hasSize(2);
    assertThat(calls).as("after each step but an epoch's last, and after each epoch").hasSize(4);
    assertThat(loop(2, stopping(9, 0)).run(new FakeModel(List.of(1.0))).stopped()).isFalse();
  }

  @Test
  void stopBeforeAnEpochEndedIsRefused() {
    for (FakeModel early :
        List.of(new FakeModel(List.of(1.0, 1.0), 0.5, 0.6), new FakeModel(List.of(1.0, 1.0)))) {
      assertThatThrownBy(() -> loop(2, stopping(1, 1)).run(early))
          .isInstanceOf(TrainingException.class)
          .hasMessage(
              "training: expected a stop after a finished epoch, got one in epoch 1 after batch 1 of 2; there are no parameters to keep yet: let the first epoch end");
    }
  }

  private static FakeModel.Loop loop(int epochs, TrainingListener listener) {
    return new FakeModel.Loop(LoopOptions.of(epochs, Schedule.constant(0.1)), listener);
  }
}
