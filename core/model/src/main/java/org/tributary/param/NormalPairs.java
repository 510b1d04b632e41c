package org.tributary.param;

import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;

/**
 * The generator of PyTorch's small normal draws, one number at a time. Two uniform numbers yield a
 * pair (Box and Muller 1958) in double precision; the second number is cached for the next draw.
 */
final class NormalPairs {

  private OptionalDouble kept = OptionalDouble.empty();

  /** Returns the next number, from two {@code uniform} numbers in [0, 1) if none is cached. */
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
