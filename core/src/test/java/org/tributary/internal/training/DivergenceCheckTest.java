package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions.LoopOptions;
import org.tributary.train.optimizer.Schedule;

/** Divergence that stays finite is told and ends training. */
class DivergenceCheckTest {
  private final Logger logger = Logger.getLogger(TrainingLoop.class.getName());
  private final List<String> warnings = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          assertThat(record.getLevel()).isEqualTo(Level.WARNING);
          warnings.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  @Test
  void epochOverTenTimesTheLossOfUntrainedWeightsEndsTraining() {
    FakeModel fake = new FakeModel(Collections.nCopies(12, 31.0));
    assertThatThrownBy(() -> run(fake, 3))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "training: diverged; expected a mean loss of at most 30.00, 10 times that of untrained weights, got 31.00 in epoch 1 (step 12) at learning rate 0.1; try a lower learning rate");
    assertThat(fake.steps).isEqualTo(12);
    assertThat(warnings)
        .containsExactly(
            "training: the mean loss is 31.00 in epoch 1 after 10 steps, over 10 times the 3.000 of untrained weights, at learning rate 0.1; training stops if it stays so high for an epoch: try a lower learning rate");
  }

  @Test
  void epochAtTheLimitAndOvershootWithinAnEpochAreAccepted() {
    assertThatCode(() -> run(new FakeModel(Collections.nCopies(12, 30.0)), 3))
        .doesNotThrowAnyException();
    List<Double> overshoot = new ArrayList<>(Collections.nCopies(12, 0.5));
    overshoot.set(2, 290.0);
    assertThatCode(() -> run(new FakeModel(overshoot), 3)).doesNotThrowAnyException();
    assertThat(warnings).isEmpty();
  }

  /** With four steps an epoch, three epochs make up ten steps. */
  @Test
  void shortEpochsAreJudgedTogether() {
    FakeModel fake = new FakeModel(Collections.nCopies(4, 31.0));
    assertThatThrownBy(() -> run(fake, 9)).hasMessageContaining("epoch 3 (step 12)");
    assertThat(warnings).singleElement().asString().contains("in epoch 1 after 4 steps");
  }

  @Test
  void shortOvershootIsAcceptedUnlessTheRunEndsWithIt() {
    for (int epochs : new int[] {2, 3, 4}) {
      FakeModel fake =
          new FakeModel(List.of()) {
            @Override
            public List<Double> batches(int epoch) {
              return Collections.nCopies(4, epoch == 2 || epoch == 3 ? 500.0 : 1.0);
            }
          };
      if (epochs == 4) {
        assertThatCode(() -> run(fake, epochs)).doesNotThrowAnyException();
      } else {
        assertThatThrownBy(() -> run(fake, epochs))
            .isInstanceOf(TrainingException.class)
            .hasMessageContaining("got 500.0 in epoch " + epochs);
      }
    }
  }

  @Test
  void unknownLossOfUntrainedWeightsAcceptsAnyLoss() {
    FakeModel fake = new FakeModel(Collections.nCopies(12, 1e6));
    fake.untrainedLoss = Double.POSITIVE_INFINITY;
    assertThatCode(() -> run(fake, 1)).doesNotThrowAnyException();
  }

  private static void run(FakeModel fake, int epochs) {
    new TrainingLoop<>(
            fake, LoopOptions.of(epochs, Schedule.constant(0.1)), TrainingListener.silent())
        .run();
  }
}
