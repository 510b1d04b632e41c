package org.tributary.param;

import org.tributary.random.TorchRandom;

/**
 * PyTorch's {@code trunc_normal_} with mean 0: the quantiles of uniform numbers between those of
 * the limits.
 */
record TruncatedNormal(double standardDeviation, double low, double high) implements Initializer {
  /** Maximum argument of the power series. */
  private static final double SERIES_LIMIT = 3;

  private static final int FRACTION_TERMS = 60;
  private static final int NEWTON_STEPS = 4;

  TruncatedNormal {
    if (!(standardDeviation > 0) || Double.isInfinite(standardDeviation) || !(low < high)) {
      throw new IllegalArgumentException(
          "truncated normal: expected a finite deviation above 0 and a low limit below the high one, got %s, %s and %s"
              .formatted(standardDeviation, low, high));
    }
  }

  @Override
  public float[] draw(TensorShape shape, TorchRandom random) {
    double root = standardDeviation * Math.sqrt(2);
    float[] values = random.uniform(Initializers.size(shape), erf(low / root), erf(high / root));
    for (int k = 0; k < values.length; k++) {
      double value = inverseErf(values[k]) * root;
      values[k] = (float) Math.max(low, Math.min(high, value));
    }
    return values;
  }

  /** Returns erf(x), by its power series or, for a large x, the continued fraction of 1 - erf. */
  static double erf(double x) {
    double size = Math.abs(x);
    if (size > SERIES_LIMIT) {
      double fraction = 0;
      for (int k = FRACTION_TERMS; k > 0; k--) {
        fraction = k / 2.0 / (size + fraction);
      }
      return Math.signum(x) * (1 - Math.exp(-size * size) / Math.sqrt(Math.PI) / (size + fraction));
    }
    double term = x;
    double sum = x;
    for (int k = 1; Math.abs(term) > Math.ulp(sum) / 4; k++) {
      term *= -x * x / k;
      sum += term / (2 * k + 1);
    }
    return sum * 2 / Math.sqrt(Math.PI);
  }

  /** Returns the inverse of erf, from Winitzki's approximation by Newton's method. */
  private static double inverseErf(double y) {
    double a = 0.147;
    double log = Math.log1p(-y * y);
    double half = 2 / (Math.PI * a) + log / 2;
    double x = Math.signum(y) * Math.sqrt(Math.sqrt(half * half - log / a) - half);
    for (int k = 0; k < NEWTON_STEPS && Double.isFinite(x); k++) {
      x -= (erf(x) - y) * Math.sqrt(Math.PI) / 2 * Math.exp(x * x);
    }
    return x;
  }
}
