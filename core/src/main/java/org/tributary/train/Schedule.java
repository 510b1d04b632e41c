package org.tributary.train;

/** The learning rate over a training run. */
@FunctionalInterface
public interface Schedule {

  /**
   * The learning rate at a point of the run.
   *
   * @param progress the finished share of all steps, from 0 to below 1
   */
  double learningRate(double progress);

  /** The same rate throughout. */
  static Schedule constant(double rate) {
    requirePositive(rate);
    return progress -> rate;
  }

  /** From {@code rate} in a straight line to {@code last} at the end. */
  static Schedule linear(double rate, double last) {
    requirePositive(rate);
    requirePositive(last);
    return progress -> rate + (last - rate) * progress;
  }

  private static void requirePositive(double rate) {
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException(
          "learning rate: expected a finite number above 0, got %s".formatted(rate));
    }
  }
}
