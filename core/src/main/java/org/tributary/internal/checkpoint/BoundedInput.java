package org.tributary.internal.checkpoint;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.tensorflow.ndarray.Shape;

/**
 * Binary input of a known length. Every stored length is checked against the bytes that are left
 * before memory is allocated for it.
 */
final class BoundedInput {
  private static final int CHUNK_FLOATS = 1 << 14;

  private final DataInputStream in;
  private long left;

  /**
   * @param length the number of bytes that {@code in} has
   */
  BoundedInput(InputStream in, long length) {
    this.in = new DataInputStream(in);
    this.left = length;
  }

  /** The content does not have the expected form. */
  static final class InvalidException extends IOException {
    private static final long serialVersionUID = 1L;

    InvalidException(String reason) {
      super(reason);
    }
  }

  private void take(long bytes) throws IOException {
    if (bytes > left) {
      throw new InvalidException("expected %d more bytes, got %d".formatted(bytes, left));
    }
    left -= bytes;
  }

  int number() throws IOException {
    take(Integer.BYTES);
    return in.readInt();
  }

  long longNumber() throws IOException {
    take(Long.BYTES);
    return in.readLong();
  }

  double decimal() throws IOException {
    take(Double.BYTES);
    return in.readDouble();
  }

  boolean flag() throws IOException {
    take(1);
    int value = in.readUnsignedByte();
    if (value > 1) {
      throw new InvalidException("expected 0 or 1, got %d".formatted(value));
    }
    return value == 1;
  }

  /**
   * Returns a number of elements.
   *
   * @param minBytes the least number of bytes of an element
   */
  int count(String elements, int minBytes) throws IOException {
    int count = number();
    if (count < 0 || (long) count * minBytes > left) {
      throw new InvalidException(
          "expected a number of %s that %d bytes can hold, got %d"
              .formatted(elements, left, count));
    }
    return count;
  }

  String text() throws IOException {
    byte[] bytes = new byte[count("bytes", 1)];
    take(bytes.length);
    in.readFully(bytes);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw new InvalidException("expected a string in UTF-8, got other bytes");
    }
  }

  /** Returns a shape whose number of elements does not exceed the bytes that are left. */
  Shape shape() throws IOException {
    long[] dimensions = new long[count("dimensions", Long.BYTES)];
    long size = 1;
    for (int k = 0; k < dimensions.length; k++) {
      dimensions[k] = longNumber();
      long dimension = dimensions[k];
      if (dimension < 0 || (dimension > 0 && size > Integer.MAX_VALUE / dimension)) {
        throw new InvalidException("expected dimensions of an array, got %d".formatted(dimension));
      }
      size *= dimension;
    }
    return Shape.of(dimensions);
  }

  /** Returns {@code length} numbers. */
  float[] floats(int length) throws IOException {
    take((long) length * Float.BYTES);
    float[] values = new float[length];
    ByteBuffer chunk = ByteBuffer.allocate(Math.min(CHUNK_FLOATS, length) * Float.BYTES);
    for (int from = 0; from < length; from += CHUNK_FLOATS) {
      int count = Math.min(CHUNK_FLOATS, length - from);
      in.readFully(chunk.array(), 0, count * Float.BYTES);
      chunk.asFloatBuffer().get(values, from, count);
    }
    return values;
  }

  /** Checks that nothing is left. */
  void requireEnd() throws IOException {
    if (left > 0) {
      throw new InvalidException("expected the end, got %d more bytes".formatted(left));
    }
  }
}
