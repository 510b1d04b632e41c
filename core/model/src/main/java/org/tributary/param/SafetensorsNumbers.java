package org.tributary.param;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tributary.internal.param.HalfPrecision;

/**
 * The dtypes of a safetensors file that can be read as float32, under the format's names. Numbers
 * that a float32 does not hold are rounded.
 */
enum SafetensorsNumbers {
  F64(8),
  F32(4) {
    @Override
    void decode(ByteBuffer from, float[] to, int at, int count) {
      from.asFloatBuffer().get(to, at, count);
    }
  },
  F16(2) {
    @Override
    void decode(ByteBuffer from, float[] to, int at, int count) {
      HalfPrecision.decode(from, to, at, count);
    }
  },
  BF16(2) {
    @Override
    void decode(ByteBuffer from, float[] to, int at, int count) {
      for (int k = 0; k < count; k++) {
        to[at + k] = Float.intBitsToFloat(from.getShort(from.position() + k * 2) << 16);
      }
    }
  },
  I8(1),
  U8(1),
  I16(2),
  U16(2),
  I32(4),
  U32(4),
  I64(8),
  U64(8);

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
  void decode(ByteBuffer from, float[] to, int at, int count) {
    for (int k = 0; k < count; k++) {
      to[at + k] = (float) next(from);
    }
  }

  private double next(ByteBuffer from) {
    return switch (this) {
      case I8 -> from.get();
      case U8 -> from.get() & 0xff;
      case I16 -> from.getShort();
      case U16 -> from.getShort() & 0xffff;
      case I32 -> from.getInt();
      case U32 -> (double) (from.getInt() & 0xffff_ffffL);
      case I64 -> (double) from.getLong();
      case U64 -> unsigned(from.getLong());
      default -> from.getDouble(); // F64; the other floats decode themselves
    };
  }

  /** Returns a number without a sign; its lowest bit is kept for the rounding to a float. */
  private static double unsigned(long bits) {
    return bits >= 0 ? (double) bits : (double) ((bits >>> 1) | (bits & 1)) * 2;
  }
}
