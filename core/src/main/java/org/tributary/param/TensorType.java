package org.tributary.param;

import java.nio.ByteBuffer;

/** The type of the numbers in a written file, under the names of the safetensors format. */
public enum TensorType {
  /** Single precision: the numbers unchanged. */
  F32(4),
  /** Half precision, rounded to the nearest; numbers from 65,520 on become infinite. */
  F16(2),
  /** Brain floating point, rounded to the nearest. */
  BF16(2);

  private static final int HALF_MANTISSA = 10;
  private static final int HALF_INFINITY = 0x7c00;

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the number of bytes per value. */
  int bytes() {
    return bytes;
  }

  /** Appends the first {@code count} numbers. */
  void encode(float[] numbers, int count, ByteBuffer to) {
    for (int k = 0; k < count; k++) {
      switch (this) {
        case F32 -> to.putFloat(numbers[k]);
        case F16 -> to.putShort((short) half(numbers[k]));
        case BF16 -> to.putShort((short) brain(numbers[k]));
      }
    }
  }

  /** Returns the bits of a number as bfloat16, rounded half to even. */
  private static int brain(float number) {
    int bits = Float.floatToRawIntBits(number);
    return Float.isNaN(number) ? bits >>> 16 | 0x40 : (bits + 0x7fff + (bits >>> 16 & 1)) >>> 16;
  }

  /** Returns the bits of a number as float16, rounded half to even. */
  private static int half(float number) {
    int sign = Float.floatToRawIntBits(number) >>> 16 & 0x8000;
    if (Float.isNaN(number)) {
      return sign | HALF_INFINITY | 0x200;
    }
    double size = Math.abs((double) number);
    int exponent = Math.max(Math.getExponent(size), -14); // below: subnormal
    if (exponent > 15) {
      return sign | HALF_INFINITY;
    }
    long steps = (long) Math.rint(Math.scalb(size, HALF_MANTISSA - exponent));
    // a subnormal has steps below 2^10; a carry into the exponent is the right number too
    return sign | (int) (((exponent + 14L) << HALF_MANTISSA) + steps);
  }
}
