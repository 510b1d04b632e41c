package org.tributary.param;

import java.nio.ByteBuffer;
import org.tributary.internal.param.HalfPrecision;

/** The type of the numbers in a written file, under the names of the safetensors format. */
public enum TensorType {
  /** Single precision: the numbers unchanged. */
  F32(4) {
    @Override
    void encode(float[] numbers, int count, ByteBuffer to) {
      to.asFloatBuffer().put(numbers, 0, count);
    }

    @Override
    void decode(ByteBuffer from, float[] to, int at, int count) {
      from.asFloatBuffer().get(to, at, count);
    }

    @Override
    boolean holds(float number) {
      return true;
    }
  },
  /** Half precision, rounded to the nearest; numbers from 65,520 on become infinite. */
  F16(2) {
    @Override
    void encode(float[] numbers, int count, ByteBuffer to) {
      HalfPrecision.encode(numbers, count, to);
    }

    @Override
    void decode(ByteBuffer from, float[] to, int at, int count) {
      HalfPrecision.decode(from, to, at, count);
    }

    @Override
    boolean holds(float number) {
      return HalfPrecision.isExact(number);
    }
  },
  /** Brain floating point, rounded to the nearest. */
  BF16(2) {
    @Override
    void encode(float[] numbers, int count, ByteBuffer to) {
      for (int k = 0; k < count; k++) {
        to.putShort((short) brain(numbers[k]));
      }
    }

    @Override
    void decode(ByteBuffer from, float[] to, int at, int count) {
      for (int k = 0; k < count; k++) {
        to[at + k] = Float.intBitsToFloat(from.getShort() << Short.SIZE);
      }
    }

    @Override
    boolean holds(float number) {
      return Float.floatToRawIntBits(number) << Short.SIZE == 0;
    }
  };

  private static final int CHUNK = 1 << 14;

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
    long size = values.shape().size();
    float[] part = new float[(int) Math.min(size, CHUNK)];
    for (int from = 0; from < size; from += CHUNK) {
      int count = (int) Math.min(CHUNK, size - from);
      values.copy(from, part, 0, count);
      for (int k = 0; k < count; k++) {
        if (!holds(part[k])) {
          return false;
        }
      }
    }
    return true;
  }

  /** Returns a tensor of this type's numbers, each the nearest to the given one. */
  public FloatTensor rounded(FloatTensor values) {
    return FloatTensor.written(
        values.shape(),
        to -> {
          float[] part = new float[Math.min(to.length, CHUNK)];
          ByteBuffer buffer = ByteBuffer.allocate(part.length * bytes);
          for (int from = 0; from < to.length; from += CHUNK) {
            int count = Math.min(CHUNK, to.length - from);
            values.copy(from, part, 0, count);
            encode(part, count, buffer.clear());
            decode(buffer.clear(), to, from, count);
          }
        });
  }

  abstract boolean holds(float number);

  /** Reads numbers to the elements of {@code to} from {@code at} on. */
  abstract void decode(ByteBuffer from, float[] to, int at, int count);

  /** Writes the first {@code count} numbers. */
  abstract void encode(float[] numbers, int count, ByteBuffer to);

  /**
   * Returns the bits of a number as bfloat16, rounded half to even as PyTorch does; TensorFlow
   * Java's data layout rounds otherwise.
   */
  private static int brain(float number) {
    int bits = Float.floatToRawIntBits(number);
    return Float.isNaN(number) ? bits >>> 16 | 0x40 : (bits + 0x7fff + (bits >>> 16 & 1)) >>> 16;
  }
}
