package org.tributary.random;

import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;

/**
 * Normal numbers one at a time, as PyTorch's small draws make them: two uniform numbers give a pair
 * (Box and Muller 1958) in double precision, of which the unused half is kept for the next draw.
 */
final class NormalPairs {

  private OptionalDouble kept;

  NormalPairs(OptionalDouble kept) {
    this.kept = kept;
  }

  /** The standard normal number that the next draw takes first. */
  OptionalDouble kept() {
    return kept;
  }

  /** The next number, from {@code uniform} numbers in [0, 1) where none is kept. */
  double next(DoubleSupplier uniform, double mean, double std) {
    double value;
    if (kept.isPresent()) {
      value = kept.getAsDouble();
      kept = OptionalDouble.empty();
    } else {
      double u1 = uniform.getAsDouble();
      double u2 = uniform.getAsDouble();
      double radius = Math.sqrt(-2 * StrictMath.log1p(-u2));
      double theta = 2 * Math.PI * u1;
      kept = OptionalDouble.of(radius * StrictMath.sin(theta));
      value = radius * StrictMath.cos(theta);
    }
    return Math.fma(value, std, mean);
  }
}
