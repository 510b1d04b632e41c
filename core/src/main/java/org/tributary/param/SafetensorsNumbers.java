package org.tributary.param;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.ShortDataBuffer;
import org.tensorflow.ndarray.buffer.layout.DataLayouts;
import org.tensorflow.ndarray.buffer.layout.FloatDataLayout;

/**
 * The dtypes of a safetensors file that can be read as float32, under the format's names. Numbers
 * that a float32 does not hold are rounded.
 */
enum SafetensorsNumbers {
  F64(8, ByteBuffer::getDouble),
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
  },
  I8(1, from -> from.get()),
  U8(1, from -> from.get() & 0xff),
  I16(2, from -> from.getShort()),
  U16(2, from -> from.getShort() & 0xffff),
  I32(4, from -> from.getInt()),
  U32(4, from -> from.getInt() & 0xffff_ffffL),
  I64(8, from -> from.getLong()),
  U64(8, from -> unsigned(from.getLong()));

  private static final Map<String, SafetensorsNumbers> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(Enum::name, format -> format));

  private final int bytes;
  private final ToDoubleFunction<ByteBuffer> next;

  SafetensorsNumbers(int bytes) {
    this(bytes, ByteBuffer::getDouble);
  }

  /**
   * @param next the next value, rounded to the nearest float once it is decoded
   */
  SafetensorsNumbers(int bytes, ToDoubleFunction<ByteBuffer> next) {
    this.bytes = bytes;
    this.next = next;
  }

  /** Returns a number without a sign; its lowest bit is kept for the rounding to a float. */
  private static double unsigned(long bits) {
    return bits >= 0 ? bits : (double) (bits >>> 1 | bits & 1) * 2;
  }

  static Optional<SafetensorsNumbers> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Returns the number of bytes per value. */
  int bytes() {
    return bytes;
  }

  /** Decodes {@code count} values into {@code to}, starting at index {@code at}. */
  void decode(ByteBuffer from, float[] to, int at, int count) {
    for (int k = 0; k < count; k++) {
      to[at + k] = (float) next.applyAsDouble(from);
    }
  }

  private static void decodeHalves(
      FloatDataLayout<ShortDataBuffer> layout, ByteBuffer from, float[] to, int at, int count) {
    ShortBuffer shorts = from.asShortBuffer();
    short[] halves = new short[count];
    shorts.get(halves);
    layout.applyTo(DataBuffers.of(halves, true, false)).read(to, at, count);
  }
}
