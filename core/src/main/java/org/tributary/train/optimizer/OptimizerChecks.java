package org.tributary.train.optimizer;

/** Checks of the constants of optimizers, which graphs hold as float32. */
final class OptimizerChecks {
  private OptimizerChecks() {}

  static void requireFraction(String name, String what, double value) {
    if (!(value >= 0 && (float) value < 1)) { // float32 may round to 1
      throw new IllegalArgumentException(
          "%s: expected %s from 0 to below 1, got %s".formatted(name, what, value));
    }
  }

  static void requireWeightDecay(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "%s: expected a finite weight decay of at least 0, got %s".formatted(name, value));
    }
  }

  static void requireEpsilon(String name, double value) {
    if (!(value >= Float.MIN_NORMAL) || Float.isInfinite((float) value)) {
      throw new IllegalArgumentException(
          "%s: expected a finite epsilon of at least %s, a normal float32, got %s"
              .formatted(name, Float.MIN_NORMAL, value));
    }
  }
}
