package org.tributary.param;

import java.nio.ByteBuffer;
import org.tributary.internal.HalfPrecision;

/** The type of the numbers in a written file, under the names of the safetensors format. */
public enum TensorType {
  /** Single precision: the numbers unchanged. */
  F32(Float.BYTES),
  /** Half precision, rounded to the nearest; numbers from 65,520 on become infinite. */
  F16(HalfPrecision.BYTES),
  /** Brain floating point, rounded to the nearest. */
  BF16(Short.BYTES);

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the number of bytes per value. */
  int bytes() {
    return bytes;
  }

  /** Returns whether this type holds every value of a tensor, so that rounding keeps it. */
  public boolean holds(FloatTensor values) {
    for (int k = 0; k < values.size(); k++) {
      if (!holds(values.value(k))) {
        return false;
      }
    }
    return true;
  }

  private boolean holds(float number) {
    return switch (this) {
      case F32 -> true;
      case F16 -> HalfPrecision.isExact(number);
      case BF16 -> Float.floatToRawIntBits(number) << Short.SIZE == 0;
    };
  }

  /**
   * Returns a tensor of this type's numbers, each the nearest to the given one. Those of {@link
   * #F16} take 2 bytes each on the heap, all others 4.
   */
  public FloatTensor rounded(FloatTensor values) {
    return switch (this) {
      case F32 ->
          values.isHalf()
              ? FloatTensor.written(values.shape(), to -> values.copy(0, to, 0, to.length))
              : values;
      case F16 ->
          FloatTensor.writtenHalves(
              values.shape(),
              to -> {
                for (int k = 0; k < to.length; k++) {
                  to[k] = HalfPrecision.encode(values.value(k));
                }
              });
      case BF16 ->
          FloatTensor.written(
              values.shape(),
              to -> {
                for (int k = 0; k < to.length; k++) {
                  to[k] = Float.intBitsToFloat(brain(values.value(k)) << Short.SIZE);
                }
              });
    };
  }

  /** Writes the first {@code count} numbers. */
  void encode(float[] numbers, int count, ByteBuffer to) {
    switch (this) {
      case F32 -> to.asFloatBuffer().put(numbers, 0, count);
      case F16 -> HalfPrecision.encode(numbers, count, to);
      case BF16 -> {
        for (int k = 0; k < count; k++) {
          to.putShort((short) brain(numbers[k]));
        }
      }
    }
  }

  /**
   * Returns the bits of a number as bfloat16, rounded half to even as PyTorch does; TensorFlow
   * Java's data layout rounds otherwise.
   */
  private static int brain(float number) {
    int bits = Float.floatToRawIntBits(number);
    return Float.isNaN(number) ? bits >>> 16 | 0x40 : (bits + 0x7fff + (bits >>> 16 & 1)) >>> 16;
  }
}
