package org.tributary.param;

/**
 * The Box–Muller transform of a block of 16 uniform numbers into 16 normal ones, in place: element
 * {@code j} determines the radius {@code √(-2 ln(1 - u))}, element {@code j + 8} the angle {@code
 * 2πu}; the cosine goes to {@code j}, the sine to {@code j + 8}.
 *
 * <p>In single precision the logarithm, sine and cosine are the polynomials of Moshier's Cephes
 * library ({@code logf}, {@code sinf}, {@code cosf}), each product that a sum consumes fused with
 * it. PyTorch's x86-64 builds evaluate the same polynomials eight at a time, fused by the compiler
 * in the same places, so the results agree to the last bit; {@link Math} would differ in it.
 */
final class BoxMuller {

  /** Number of values in a block. */
  static final int BLOCK = 16;

  private static final int HALF = BLOCK / 2;

  private static final float TWO_PI = (float) (2 * Math.PI);
  private static final float FOUR_OVER_PI = (float) (4 / Math.PI);
  private static final float SQRT_HALF = (float) Math.sqrt(0.5);

  private BoxMuller() {}

  static void transform(float[] values, int offset, float mean, float std) {
    for (int j = offset; j < offset + HALF; j++) {
      float radius = (float) Math.sqrt(-2 * log(1 - values[j]));
      float theta = TWO_PI * values[j + HALF];

      int octant = ((int) (theta * FOUR_OVER_PI) + 1) & ~1;
      float rest = belowQuarterPi(theta, octant);
      float sine = sine(rest);
      float cosine = cosine(rest);
      boolean swapped = (octant & 2) != 0;
      float s = swapped ? cosine : sine;
      float c = swapped ? sine : cosine;

      float signedSine = (octant & 4) == 0 ? s : -s;
      float signedCosine = ((octant + 2) & 4) == 0 ? c : -c;
      values[j] = Math.fma(radius * signedCosine, std, mean);
      values[j + HALF] = Math.fma(radius * signedSine, std, mean);
    }
  }

  /** Computes the natural logarithm of a normal number: x = 2^e (1 + m), 1 + m in [√½, √2). */
  private static float log(float x) {
    int bits = Float.floatToRawIntBits(x);
    float e = (bits >>> 23) - 126;
    float m = Float.intBitsToFloat((bits & 0x007fffff) | 0x3f000000);
    if (m < SQRT_HALF) {
      e -= 1;
      m = m + m;
    }
    m -= 1;
    float p = 0.070376836f;
    p = Math.fma(p, m, -0.1151461f);
    p = Math.fma(p, m, 0.116769984f);
    p = Math.fma(p, m, -0.12420141f);
    p = Math.fma(p, m, 0.14249323f);
    p = Math.fma(p, m, -0.16668057f);
    p = Math.fma(p, m, 0.20000714f);
    p = Math.fma(p, m, -0.24999994f);
    p = Math.fma(p, m, 0.3333333f);
    float square = m * m;
    // ln 2 in two parts, the larger exact in few bits
    float low = Math.fma(p * m, square, e * -2.1219444E-4f);
    low = Math.fma(square, -0.5f, low);
    return Math.fma(e, 0x1.63p-1f, m + low);
  }

  /** Computes {@code theta - octant·π/4}, π/4 in three parts. */
  private static float belowQuarterPi(float theta, float octant) {
    float rest = Math.fma(octant, -0.78515625f, theta);
    rest = Math.fma(octant, -2.4187565E-4f, rest);
    return Math.fma(octant, -3.774895E-8f, rest);
  }

  private static float sine(float x) {
    float square = x * x;
    float p = Math.fma(-1.9515296E-4f, square, 0.008332161f);
    p = Math.fma(p, square, -0.16666655f);
    return Math.fma(p * square, x, x);
  }

  private static float cosine(float x) {
    float square = x * x;
    float p = Math.fma(2.4433157E-5f, square, -0.0013887316f);
    p = Math.fma(p, square, 0.041666646f);
    return Math.fma(p * square, square, -0.5f * square) + 1;
  }
}
