package org.tributary.layer;

/**
 * Elementary functions in single precision, built from operations that every processor rounds
 * alike: fused multiply-adds, products and quotients. {@code FloatMathTest} compares them with
 * double precision, for all floats by {@code -Dtributary.tests.all=true}.
 */
public final class FloatMath {
  /** tanh of larger numbers is 1 within the stated error. */
  private static final float TANH_SATURATION = 8.410805f;

  // tanh(x) = x P(x²) / Q(x²) with P(0) = Q(0) = 1: the minimax approximation by the Remez
  // algorithm has a relative error of 1.3e-9; its coefficients were then moved by units in their
  // last places to where the rounding of all operations has its smallest maximum
  private static final float P1 = 0.13679911f;
  private static final float P2 = 0.0038683268f;
  private static final float P3 = 2.8007466e-5f;
  private static final float P4 = 3.05849e-8f;
  private static final float P5 = -1.2203739e-11f;
  private static final float Q1 = 0.47013238f;
  private static final float Q2 = 0.027245833f;
  private static final float Q3 = 3.9386304e-4f;
  private static final float Q4 = 1.2873662e-6f;

  // e^r = 1 + r + r² S(r) for |r| up to ln(2)/2, by the Remez algorithm; relative error 3.1e-9
  private static final float S0 = 0.49999994f;
  private static final float S1 = 0.1666652f;
  private static final float S2 = 0.0416684f;
  private static final float S3 = 0.008368851f;
  private static final float S4 = 0.0013814332f;

  private static final float LOG2_E = 1.442695f;

  /** ln 2 in two parts: products of the first with an exponent of a float are exact. */
  private static final float LN2_HIGH = 355f / 512;

  private static final float LN2_LOW = -2.1219444e-4f;

  /** Adding and subtracting it rounds a float of at most 2^22 to a whole number. */
  private static final float ROUNDER = 12582912f;

  /** e^x is infinite above. */
  private static final float EXP_OVERFLOW = 88.72284f;

  /** e^x is rounded to zero below. */
  private static final float EXP_UNDERFLOW = -103.97208f;

  private FloatMath() {}

  /**
   * Replaces the first {@code count} values by their hyperbolic tangents, each less than 6 units in
   * the last place from the exact one: a result may be 1.0000001. NaN stays NaN.
   *
   * <p>Cells halve the weights of their logistic gates, which is exact, and so compute all gates by
   * one call: see {@link #logistic}.
   *
   * @throws IllegalArgumentException if there are not {@code count} values
   */
  public static void tanh(float[] values, int count) {
    requireCount(values, count);
    for (int j = 0; j < count; j++) {
      float x = Math.max(-TANH_SATURATION, Math.min(TANH_SATURATION, values[j]));
      float z = x * x;
      float p = Math.fma(z, P5, P4);
      p = Math.fma(z, p, P3);
      p = Math.fma(z, p, P2);
      p = Math.fma(z, p, P1);
      p = Math.fma(z, p, 1f);
      float q = Math.fma(z, Q4, Q3);
      q = Math.fma(z, q, Q2);
      q = Math.fma(z, q, Q1);
      q = Math.fma(z, q, 1f);
      values[j] = x * (p / q);
    }
  }

  /**
   * Replaces the first {@code count} values x by 1/(1 + e^-x), computed as 0.5 + 0.5 tanh(x/2): the
   * absolute error is less than 2e-7. NaN stays NaN.
   *
   * @throws IllegalArgumentException if there are not {@code count} values
   */
  public static void logistic(float[] values, int count) {
    requireCount(values, count);
    for (int j = 0; j < count; j++) {
      values[j] *= 0.5f;
    }
    tanh(values, count);
    for (int j = 0; j < count; j++) {
      values[j] = Math.fma(0.5f, values[j], 0.5f);
    }
  }

  private static void requireCount(float[] values, int count) {
    if (count < 0 || count > values.length) {
      throw new IllegalArgumentException(
          "count: expected from 0 to %d, the number of values, got %d"
              .formatted(values.length, count));
    }
  }

  /** Returns e^x, at most 1.02 units in the last place from the exact value. NaN stays NaN. */
  public static float exp(float x) {
    if (!(x <= EXP_OVERFLOW)) {
      return x > 0 ? Float.POSITIVE_INFINITY : x; // NaN
    }
    if (x < EXP_UNDERFLOW) {
      return 0;
    }
    float exponent = Math.fma(x, LOG2_E, ROUNDER) - ROUNDER;
    float r = Math.fma(-exponent, LN2_LOW, Math.fma(-exponent, LN2_HIGH, x));
    float s = Math.fma(r, S4, S3);
    s = Math.fma(r, s, S2);
    s = Math.fma(r, s, S1);
    s = Math.fma(r, s, S0);
    float power = Math.fma(r * r, s, r) + 1f;
    int first = (int) exponent / 2; // in two steps: 2^-149 is not the inverse of a float
    return power * powerOfTwo(first) * powerOfTwo((int) exponent - first);
  }

  private static float powerOfTwo(int exponent) {
    return Float.intBitsToFloat((exponent + Float.MAX_EXPONENT) << 23);
  }
}
