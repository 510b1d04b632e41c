package org.tributary.internal.param;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;

/** Numbers of 16 bits, IEEE 754 binary16. */
public final class HalfPrecision {
  /** Bytes of a number. */
  public static final int BYTES = Short.BYTES;

  /** The largest finite number. */
  public static final float MAX = 65_504;

  /** The smallest number that rounds to infinity. */
  private static final float OVERFLOW = 65_520;

  private static final float MIN_NORMAL = 0x1p-14f;

  /** The inverse of the smallest positive number. */
  private static final float SUBNORMALS = 0x1p24f;

  /** The bits of a float's mantissa that binary16 lacks. */
  private static final int LOST_BITS = 0x1fff;

  private static final int LOST = 13;
  private static final int SIGN = 0x8000;
  private static final int INFINITE = 0x7c00;
  private static final int NAN = 0x7e00;
  private static final int FLOAT_INFINITE = 0x7f80_0000;

  /** The difference of the exponents' biases: 127 - 15. */
  private static final int BIAS = 112;

  private HalfPrecision() {}

  /** Returns the bits of the nearest number, the even one of two. */
  public static short encode(float number) {
    int bits = Float.floatToRawIntBits(number);
    int sign = (bits >>> 16) & SIGN;
    float size = Math.abs(number);
    if (!(size < OVERFLOW)) {
      return (short) (sign | (Float.isNaN(number) ? NAN : INFINITE));
    }
    if (size < MIN_NORMAL) {
      return (short) (sign | (int) Math.rint(size * SUBNORMALS));
    }
    int magnitude = bits & Integer.MAX_VALUE;
    int rounded = magnitude + (LOST_BITS >> 1) + ((magnitude >>> LOST) & 1);
    return (short) (sign | ((rounded - (BIAS << 23)) >>> LOST));
  }

  /** Returns the number of 16 bits. */
  public static float decode(short bits) {
    int shifted = (bits & (SIGN - 1)) << LOST;
    float size = Float.intBitsToFloat(shifted) * 0x1p112f;
    if ((bits & INFINITE) == INFINITE) {
      size = Float.intBitsToFloat(shifted | FLOAT_INFINITE);
    }
    return bits < 0 ? -size : size;
  }

  /**
   * Writes numbers, each rounded to the nearest.
   *
   * @param to the destination, in the byte order of the numbers
   */
  public static void encode(float[] numbers, int count, ByteBuffer to) {
    short[] halves = new short[count];
    for (int k = 0; k < count; k++) {
      halves[k] = encode(numbers[k]);
    }
    to.asShortBuffer().put(halves);
  }

  /**
   * Reads numbers.
   *
   * @param from the source, in the byte order of the numbers
   * @param at the index of the first number in {@code to}
   */
  public static void decode(ByteBuffer from, float[] to, int at, int count) {
    decode(from.asShortBuffer(), to, at, count);
  }

  /**
   * Reads numbers from the position of {@code from} on, which moves.
   *
   * @param at the index of the first number in {@code to}
   */
  public static void decode(ShortBuffer from, float[] to, int at, int count) {
    short[] halves = new short[count];
    from.get(halves);
    for (int k = 0; k < count; k++) {
      to[at + k] = decode(halves[k]);
    }
  }

  /** Returns whether a number is one of 16 bits, so that rounding keeps it. */
  public static boolean isExact(float number) {
    float size = Math.abs(number);
    if (!(size <= MAX)) {
      return false;
    }
    return size >= MIN_NORMAL
        ? (Float.floatToRawIntBits(number) & LOST_BITS) == 0
        : size * SUBNORMALS == (int) (size * SUBNORMALS);
  }
}
