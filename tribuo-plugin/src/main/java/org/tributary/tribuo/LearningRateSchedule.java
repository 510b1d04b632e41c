package org.tributary.tribuo;

import java.util.function.UnaryOperator;
import org.tributary.train.ReduceOnPlateau;
import org.tributary.train.Schedule;

/** How a learning rate goes from its first value to its last. */
public enum LearningRateSchedule {
  /** Not at all: it keeps its first value. */
  CONSTANT,
  /** In a straight line. */
  LINEAR,
  /** As half a cosine: slowly at first and at the end (Loshchilov and Hutter 2017). */
  COSINE,
  /**
   * Down by a factor whenever the score on the development data has stopped rising, and not below
   * its last value: PyTorch's {@code ReduceLROnPlateau}. It needs development data.
   */
  PLATEAU;

  /**
   * The schedule from {@code first} to {@code last}.
   *
   * @param plateau says when a {@link #PLATEAU} is one, and what then happens
   */
  Schedule schedule(double first, double last, UnaryOperator<ReduceOnPlateau> plateau) {
    return switch (this) {
      case CONSTANT -> Schedule.constant(first);
      case LINEAR -> Schedule.linear(first, last);
      case COSINE -> Schedule.cosine(first, last);
      case PLATEAU -> plateau.apply(Schedule.reduceOnPlateau(first).least(last));
    };
  }
}
