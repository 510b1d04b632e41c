package org.tributary.internal;

/** Checks of learning rates, which TensorFlow stores as float32. */
public final class LearningRateCheck {
  private LearningRateCheck() {}

  /**
   * Checks the learning rate of a step.
   *
   * @throws IllegalArgumentException if it is negative or not finite as float32
   */
  public static double require(double rate) {
    return require("learning rate", rate);
  }

  /**
   * Checks the initial rate of a schedule.
   *
   * @throws IllegalArgumentException if it is not above 0 or not finite as float32
   */
  public static double requirePositive(double rate) {
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException(
          "learning rate: expected a finite number above 0, got %s".formatted(rate));
    }
    return require(rate);
  }

  /**
   * Checks the final rate of a schedule.
   *
   * @throws IllegalArgumentException if it is negative or not finite as float32
   */
  public static double requireFinal(double rate) {
    return require("final learning rate", rate);
  }

  private static double require(String what, double rate) {
    if (!(rate >= 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException(
          "%s: expected a finite number of at least 0, got %s".formatted(what, rate));
    }
    if (Float.isInfinite((float) rate)) {
      throw new IllegalArgumentException(
          "%s: expected a number that is finite as float32, at most %s, got %s"
              .formatted(what, Float.MAX_VALUE, rate));
    }
    return rate;
  }
}
