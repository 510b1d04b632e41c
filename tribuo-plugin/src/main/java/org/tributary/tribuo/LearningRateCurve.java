package org.tributary.tribuo;

import org.tributary.train.Schedule;

/** How a learning rate goes from its first value to its last. */
public enum LearningRateCurve {
  /** In a straight line. */
  LINEAR,
  /** As half a cosine: slowly at first and at the end (Loshchilov and Hutter 2017). */
  COSINE;

  /** The schedule from {@code first} to {@code last}, after a rise over {@code warmUp} of it. */
  Schedule schedule(double first, double last, double warmUp) {
    return switch (this) {
      case LINEAR -> warmed(Schedule.linear(first, last), warmUp);
      case COSINE -> warmed(Schedule.cosine(first, last), warmUp);
    };
  }

  private static Schedule warmed(Schedule schedule, double warmUp) {
    return warmUp > 0 ? schedule.warmUpShare(warmUp) : schedule;
  }
}
