package org.tributary.tribuo.config;

import java.util.function.UnaryOperator;
import org.tributary.train.optimizer.Schedule;

/** The choices of learning-rate schedule in a configuration. */
public enum LearningRateSchedule {
  /** A constant rate. */
  CONSTANT,
  /** Linear decay. */
  LINEAR,
  /** Cosine decay (Loshchilov and Hutter 2017). */
  COSINE,
  /**
   * PyTorch's {@code ReduceLROnPlateau}: reduces the rate by a factor when the development score
   * stops improving, down to the final rate. It needs development data.
   */
  PLATEAU;

  /**
   * Returns the schedule from {@code initial} to {@code last}.
   *
   * @param plateau the settings of {@link #PLATEAU}
   */
  public Schedule schedule(
      double initial, double last, UnaryOperator<Schedule.ReduceOnPlateau> plateau) {
    return switch (this) {
      case CONSTANT -> Schedule.constant(initial);
      case LINEAR -> Schedule.linear(initial, last);
      case COSINE -> Schedule.cosine(initial, last);
      case PLATEAU -> plateau.apply(Schedule.reduceOnPlateau(initial).minRate(last));
    };
  }
}
