package org.tributary.param;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.ShortDataBuffer;
import org.tensorflow.ndarray.buffer.layout.DataLayouts;
import org.tensorflow.ndarray.buffer.layout.FloatDataLayout;

/** The dtypes of a safetensors file that can be read as float32, under the format's names. */
enum SafetensorsNumbers {
  /** Rounded to the nearest float. */
  F64(8) {
    @Override
    void decode(ByteBuffer from, float[] to, int at, int count) {
      for (int k = 0; k < count; k++) {
        to[at + k] = (float) from.getDouble();
      }
    }
  },
  F32(4) {
    @Override
    void decode(ByteBuffer from, float[] to, int at, int count) {
      from.asFloatBuffer().get(to, at, count);
    }
  },
  F16(2) {
    @Override
    void decode(ByteBuffer from, float[] to, int at, int count) {
      decodeHalves(DataLayouts.FLOAT16, from, to, at, count);
    }
  },
  BF16(2) {
    @Override
    void decode(ByteBuffer from, float[] to, int at, int count) {
      decodeHalves(DataLayouts.BFLOAT16, from, to, at, count);
    }
  };

  private static final Map<String, SafetensorsNumbers> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(Enum::name, format -> format));

  private final int bytes;

  SafetensorsNumbers(int bytes) {
    this.bytes = bytes;
  }

  static Optional<SafetensorsNumbers> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Returns the number of bytes per value. */
  int bytes() {
    return bytes;
  }

  /** Decodes {@code count} values into {@code to}, starting at index {@code at}. */
  abstract void decode(ByteBuffer from, float[] to, int at, int count);

  private static void decodeHalves(
      FloatDataLayout<ShortDataBuffer> layout, ByteBuffer from, float[] to, int at, int count) {
    ShortBuffer shorts = from.asShortBuffer();
    short[] halves = new short[count];
    shorts.get(halves);
    layout.applyTo(DataBuffers.of(halves, true, false)).read(to, at, count);
  }
}
