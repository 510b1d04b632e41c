package org.tributary.param;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tributary.internal.Excerpt;

/**
 * An open safetensors file whose header has been read, so that its metadata can be checked before
 * its tensors are read. See {@link Safetensors}. Not thread-safe.
 */
public final class SafetensorsFile {
  private static final int BUFFER_BYTES = 1 << 16;

  private final String name;
  private final SeekableByteChannel channel;
  private final SafetensorsHeader header;

  /** The file is not in safetensors format, was damaged or cut short, or has other numbers. */
  public static final class InvalidFileException extends IOException {
    private static final long serialVersionUID = 1L;

    InvalidFileException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private SafetensorsFile(String name, SeekableByteChannel channel, SafetensorsHeader header) {
    this.name = name;
    this.channel = channel;
    this.header = header;
  }

  /**
   * Reads the header of a file.
   *
   * @param name the file's name in messages
   * @param channel a channel of the file, read from its beginning; the caller closes it
   * @throws IOException if the file cannot be read, with the reason in one line
   */
  public static SafetensorsFile open(String name, SeekableByteChannel channel) throws IOException {
    return open(name, channel, 0, channel.size());
  }

  /**
   * Reads the header of a file within another one.
   *
   * @param name the file's name in messages
   * @param channel a channel of the other file; the caller closes it
   * @param begin the position of the file's first byte in the channel
   * @param size the number of bytes of the file
   * @throws IOException if the file cannot be read, with the reason in one line
   */
  public static SafetensorsFile open(
      String name, SeekableByteChannel channel, long begin, long size) throws IOException {
    try {
      return new SafetensorsFile(name, channel, SafetensorsHeader.read(channel, begin, size));
    } catch (SafetensorsHeader.FormatException e) {
      throw new InvalidFileException(
          "%s: not a safetensors file, or one that was damaged or cut short: %s"
              .formatted(name, e.getMessage()),
          e);
    }
  }

  /** Returns the metadata, texts by key: the format's {@code __metadata__}. Unmodifiable. */
  public Map<String, String> texts() {
    return header.texts();
  }

  /**
   * Reads every tensor, in the order of the data, like {@link
   * Safetensors#read(java.nio.file.Path)}.
   *
   * @throws IOException as {@link Safetensors#read(java.nio.file.Path)}
   */
  public ParameterValues values() throws IOException {
    return values("");
  }

  /** Returns the shape of every tensor, by name in the order of the data. Unmodifiable. */
  public Map<String, TensorShape> shapes() {
    Map<String, TensorShape> shapes = new LinkedHashMap<>();
    header.tensors().forEach(tensor -> shapes.put(tensor.name(), tensor.shape()));
    return Collections.unmodifiableMap(shapes);
  }

  /**
   * Returns the dtype of every tensor under the format's names, such as {@code F32} and {@code
   * I64}, by the tensor's name in the order of the data. Unmodifiable.
   */
  public Map<String, String> dtypes() {
    Map<String, String> types = new LinkedHashMap<>();
    header.tensors().forEach(tensor -> types.put(tensor.name(), tensor.type()));
    return Collections.unmodifiableMap(types);
  }

  /**
   * Reads the tensors of the given names, in the order of the data. Others may have any dtype.
   *
   * @param names names of {@link #shapes}; others are ignored
   * @throws IOException as {@link #values()}
   */
  public ParameterValues values(Set<String> names) throws IOException {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (SafetensorsHeader.Tensor tensor : header.tensors()) {
      if (names.contains(tensor.name())) {
        tensors.put(tensor.name(), read(tensor));
      }
    }
    return ParameterValues.of(tensors);
  }

  /** Reads the tensors whose names begin with {@code prefix}, with the prefix removed. */
  ParameterValues values(String prefix) throws IOException {
    List<SafetensorsHeader.Tensor> selected =
        header.tensors().stream().filter(t -> t.name().startsWith(prefix)).toList();
    if (selected.isEmpty() && !prefix.isEmpty()) {
      throw new IOException(
          "%s: expected tensors whose names begin with '%s', got %s"
              .formatted(
                  name, prefix, Excerpt.of(header.tensors().stream().map(t -> t.name()).toList())));
    }
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    for (SafetensorsHeader.Tensor tensor : selected) {
      tensors.put(tensor.name().substring(prefix.length()), read(tensor));
    }
    return ParameterValues.of(tensors);
  }

  private FloatTensor read(SafetensorsHeader.Tensor tensor) throws IOException {
    SafetensorsHeader.Numbers format =
        SafetensorsHeader.Numbers.named(tensor.type())
            .orElseThrow(
                () ->
                    new InvalidFileException(
                        "%s: tensor %s: expected numbers of %s, got %s; read a part of the file by a prefix, or save it without that tensor"
                            .formatted(
                                name,
                                Excerpt.of(tensor.name()),
                                List.of(SafetensorsHeader.Numbers.values()),
                                tensor.type()),
                        null));
    long size = (tensor.end() - tensor.begin()) / format.bytes();
    if (size > TensorShape.MAX_VALUES) {
      throw new InvalidFileException(
          "%s: tensor %s: expected at most %d numbers, as many as a Java array holds, got shape %s"
              .formatted(name, Excerpt.of(tensor.name()), TensorShape.MAX_VALUES, tensor.shape()),
          null);
    }
    channel.position(header.dataBegin() + tensor.begin());
    if (format == SafetensorsHeader.Numbers.F16) {
      short[] bits = new short[(int) size];
      forEachChunk(
          format, bits.length, (from, at, count) -> from.asShortBuffer().get(bits, at, count));
      return new FloatTensor(tensor.shape(), new FloatStorage.Halves(bits));
    }
    float[] numbers = new float[(int) size];
    forEachChunk(
        format, numbers.length, (from, at, count) -> format.decode(from, numbers, at, count));
    return new FloatTensor(tensor.shape(), new FloatStorage.Singles(numbers));
  }

  /**
   * A consumer of the bytes of {@code count} numbers, the first of which has the index {@code at}.
   */
  @FunctionalInterface
  private interface ChunkConsumer {
    void accept(ByteBuffer from, int at, int count);
  }

  private void forEachChunk(SafetensorsHeader.Numbers format, int all, ChunkConsumer consumer)
      throws IOException {
    int bufferValues = Math.min(all, BUFFER_BYTES / format.bytes());
    ByteBuffer buffer =
        ByteBuffer.allocate(bufferValues * format.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < all; ) {
      int count = Math.min(all - at, bufferValues);
      buffer.clear().limit(count * format.bytes());
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) {
          throw new IOException("%s: was cut short while it was read".formatted(name));
        }
      }
      consumer.accept(buffer.flip(), at, count);
      at += count;
    }
  }
}
