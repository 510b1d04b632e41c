package org.tributary.internal;

/** Checks of numbers; each returns its number. Messages begin with the number's name. */
public final class NumberChecks {
  private NumberChecks() {}

  /** Requires a whole number of at least 1. */
  public static int atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s: expected at least 1, got %d".formatted(name, value));
    }
    return value;
  }

  /** Requires a probability below 1, such as one of dropping an element. */
  public static double belowOne(String name, double probability) {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "%s: expected a probability from 0 to below 1, got %s".formatted(name, probability));
    }
    return probability;
  }

  /** Requires a learning rate that is not negative, and finite as the float32 of TensorFlow. */
  public static double rate(String name, double rate) {
    if (!(rate >= 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException(
          "%s: expected a finite number of at least 0, got %s".formatted(name, rate));
    }
    if (Float.isInfinite((float) rate)) {
      throw new IllegalArgumentException(
          "%s: expected a number that is finite as float32, at most %s, got %s"
              .formatted(name, Float.MAX_VALUE, rate));
    }
    return rate;
  }

  /** Requires a learning rate above 0, as {@link #rate}. */
  public static double positiveRate(String name, double rate) {
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException(
          "%s: expected a finite number above 0, got %s".formatted(name, rate));
    }
    return rate(name, rate);
  }
}
