package org.tributary.internal;

import java.nio.ByteBuffer;

/** Numbers of 16 bits, IEEE 754 binary16. */
public final class HalfPrecision {
  /** Bytes of a number. */
  public static final int BYTES = Short.BYTES;

  /** The largest finite number. */
  public static final float MAX = 65_504;

  private static final int MIN_NORMAL_BITS = 0x3880_0000;

  /** The inverse of the smallest positive number. */
  private static final float SUBNORMALS = 0x1p24f;

  private static final int HALF_OF_LOST = 0x1000;
  private static final int SHIFT = 13; // of exponent and mantissa within a float
  private static final int SIGN = 0x8000;
  private static final int INFINITE = 0x7c00;
  private static final int NAN = 0x7e00;

  /** By how much the exponent's bias of a float exceeds that of binary16, in bits of the latter. */
  private static final int EXPONENT_SHIFT = 112 << 10;

  /** The bits of 65,520, the least float that rounds to infinity. */
  private static final int OVERFLOW = 0x477f_f000;

  private HalfPrecision() {}

  /** Returns the number nearest to a float, that of an even mantissa if two are. */
  public static short encode(float number) {
    int bits = Float.floatToRawIntBits(number);
    int size = bits & Integer.MAX_VALUE;
    int half;
    if (size >= MIN_NORMAL_BITS && size < OVERFLOW) { // first, since most numbers are
      // a carry to the exponent is the next number, too
      half = ((size + HALF_OF_LOST - 1 + (size >>> SHIFT & 1)) >>> SHIFT) - EXPONENT_SHIFT;
    } else if (Float.isNaN(number)) {
      return NAN;
    } else if (size >= OVERFLOW) {
      half = INFINITE;
    } else {
      half = (int) Math.rint(Math.abs(number) * SUBNORMALS);
    }
    return (short) (half | ((bits >>> 16) & SIGN));
  }

  /**
   * Writes numbers, each rounded to the nearest, several at a time.
   *
   * @param scratch an array of at least {@code count} elements, which is overwritten
   * @return whether all rounded numbers are finite
   */
  public static boolean encode(
      float[] from, int at, int count, short[] to, int toAt, int[] scratch) {
    for (int k = 0; k < count; k++) {
      scratch[k] = Float.floatToRawIntBits(from[at + k]);
    }
    int outside = 0; // negative if a number is not normal
    for (int k = 0; k < count; k++) {
      int size = scratch[k] & Integer.MAX_VALUE;
      outside |= (size - MIN_NORMAL_BITS) | (OVERFLOW - 1 - size);
      int half = ((size + HALF_OF_LOST - 1 + (size >>> SHIFT & 1)) >>> SHIFT) - EXPONENT_SHIFT;
      scratch[k] = half | ((scratch[k] >>> 16) & SIGN);
    }
    for (int k = 0; k < count; k++) {
      to[toAt + k] = (short) scratch[k];
    }
    boolean finite = true;
    for (int k = 0; k < count && outside < 0; k++) {
      to[toAt + k] = encode(from[at + k]);
      finite &= (to[toAt + k] & ~SIGN & 0xffff) < INFINITE;
    }
    return finite;
  }

  /** Returns a number as a float, exactly. */
  public static float decode(short half) {
    int size = half & ~SIGN & 0xffff;
    float scaled = Float.intBitsToFloat(size << SHIFT); // also of subnormal numbers
    int bits =
        size >= INFINITE
            ? Float.floatToRawIntBits(Float.POSITIVE_INFINITY) | size << SHIFT
            : Float.floatToRawIntBits(scaled * 0x1p112f);
    return Float.intBitsToFloat(bits | (half & SIGN) << 16);
  }

  /**
   * Writes numbers, each rounded to the nearest.
   *
   * @param to the destination, in the byte order of the numbers
   */
  public static void encode(float[] numbers, int count, ByteBuffer to) {
    for (int k = 0; k < count; k++) {
      to.putShort(to.position() + k * BYTES, encode(numbers[k]));
    }
  }

  /**
   * Reads numbers.
   *
   * @param at the index of the first number in {@code to}
   */
  public static void decode(short[] from, float[] to, int at) {
    for (int k = 0; k < from.length; k++) {
      to[at + k] = decode(from[k]);
    }
  }

  /** Returns whether a number is one of 16 bits, so that rounding keeps it. */
  public static boolean isExact(float number) {
    return Math.abs(number) <= MAX && decode(encode(number)) == number;
  }
}
