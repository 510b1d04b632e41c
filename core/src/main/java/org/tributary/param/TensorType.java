package org.tributary.param;

import java.nio.ByteBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.layout.DataLayouts;

/** The type of the numbers in a written file, under the names of the safetensors format. */
public enum TensorType {
  /** Single precision: the numbers unchanged. */
  F32(4) {
    @Override
    void encode(float[] numbers, int count, ByteBuffer to) {
      to.asFloatBuffer().put(numbers, 0, count);
    }
  },
  /** Half precision, rounded to the nearest; numbers from 65,520 on become infinite. */
  F16(2) {
    @Override
    void encode(float[] numbers, int count, ByteBuffer to) {
      short[] halves = new short[count];
      DataLayouts.FLOAT16.applyTo(DataBuffers.of(halves, false, false)).write(numbers, 0, count);
      to.asShortBuffer().put(halves);
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
  };

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the number of bytes per value. */
  int bytes() {
    return bytes;
  }

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
