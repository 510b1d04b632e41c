package org.tributary.internal.param;

import java.nio.ByteBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.layout.DataLayouts;

/** Numbers of 16 bits, IEEE 754 binary16. */
public final class HalfPrecision {
  /** Bytes of a number. */
  public static final int BYTES = Short.BYTES;

  /** The largest finite number. */
  public static final float MAX = 65_504;

  private static final float MIN_NORMAL = 0x1p-14f;

  /** The inverse of the smallest positive number. */
  private static final float SUBNORMALS = 0x1p24f;

  /** The bits of a float's mantissa that binary16 lacks. */
  private static final int LOST_BITS = 0x1fff;

  private HalfPrecision() {}

  /**
   * Writes numbers, each rounded to the nearest.
   *
   * @param to the destination, in the byte order of the numbers
   */
  public static void encode(float[] numbers, int count, ByteBuffer to) {
    short[] halves = new short[count];
    DataLayouts.FLOAT16.applyTo(DataBuffers.of(halves, false, false)).write(numbers, 0, count);
    to.asShortBuffer().put(halves);
  }

  /**
   * Reads numbers.
   *
   * @param from the source, in the byte order of the numbers
   * @param at the index of the first number in {@code to}
   */
  public static void decode(ByteBuffer from, float[] to, int at, int count) {
    short[] halves = new short[count];
    from.asShortBuffer().get(halves);
    DataLayouts.FLOAT16.applyTo(DataBuffers.of(halves, true, false)).read(to, at, count);
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
