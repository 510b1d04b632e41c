package org.tributary.param;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.tributary.internal.file.AtomicFile;
import org.tributary.internal.param.ShapeCheck;

/**
 * A reader and writer of Hugging Face's <a
 * href="https://github.com/huggingface/safetensors">safetensors</a> files, for the exchange of
 * parameters with PyTorch: {@code safetensors.torch.save_file(module.state_dict(), path)} writes
 * them and {@code load_file} reads them. A file consists of a length of 8 bytes, a JSON header and
 * the values, little-endian; it contains no code.
 */
public final class Safetensors {
  private static final int BUFFER_BYTES = 1 << 16;

  private Safetensors() {}

  /**
   * Reads every tensor of a file, in the order of the data. 16-bit values are widened exactly;
   * doubles are rounded to float32, as in PyTorch's {@code load_state_dict}.
   *
   * @throws IOException if the file cannot be read, with the reason in one line; also if a tensor
   *     has a dtype other than F64, F32, F16 and BF16
   */
  public static ParameterValues read(Path file) throws IOException {
    return read(file, "");
  }

  /**
   * Reads a submodule: the tensors whose names begin with {@code prefix}, such as {@code
   * encoder.lstm.}, with the prefix removed. Other tensors may have any dtype.
   *
   * @throws IOException as {@link #read(Path)}, or if no name begins with the prefix
   */
  public static ParameterValues read(Path file, String prefix) throws IOException {
    try (FileChannel channel = open(file)) {
      return read(file.toString(), channel, prefix);
    } catch (FileSystemException e) {
      throw new IOException("%s: cannot be read: %s".formatted(file, AtomicFile.reason(e)), e);
    }
  }

  /**
   * Reads every tensor of a file like {@link #read(Path)} through a channel, from its beginning.
   *
   * @param name the file's name in messages
   * @throws IOException as {@link #read(Path)}
   */
  public static ParameterValues read(String name, SeekableByteChannel channel) throws IOException {
    return read(name, channel, "");
  }

  private static ParameterValues read(String file, SeekableByteChannel channel, String prefix)
      throws IOException {
    SafetensorsHeader header = header(file, channel.position(0));
    List<SafetensorsTensor> selected =
        header.tensors().stream().filter(t -> t.name().startsWith(prefix)).toList();
    if (selected.isEmpty() && !prefix.isEmpty()) {
      throw new IOException(
          "%s: expected tensors whose names begin with '%s', got %s"
              .formatted(file, prefix, header.tensors().stream().map(t -> t.name()).toList()));
    }
    ParameterValues.Builder values = ParameterValues.builder();
    for (SafetensorsTensor tensor : selected) {
      values.add(
          tensor.name().substring(prefix.length()),
          Shape.of(tensor.shape().stream().mapToLong(Long::longValue).toArray()),
          numbers(file, channel.position(header.length() + tensor.begin()), tensor));
    }
    return values.build();
  }

  /**
   * Reads the metadata of a file, texts by key: the format's {@code __metadata__}.
   *
   * @throws IOException if the file cannot be read, with the reason in one line
   */
  public static Map<String, String> texts(Path file) throws IOException {
    try (FileChannel channel = open(file)) {
      return texts(file.toString(), channel);
    } catch (FileSystemException e) {
      throw new IOException("%s: cannot be read: %s".formatted(file, AtomicFile.reason(e)), e);
    }
  }

  /**
   * Reads the metadata of a file like {@link #texts(Path)} through a channel, from its beginning.
   *
   * @param name the file's name in messages
   * @throws IOException as {@link #texts(Path)}
   */
  public static Map<String, String> texts(String name, SeekableByteChannel channel)
      throws IOException {
    return header(name, channel.position(0)).texts();
  }

  private static FileChannel open(Path file) throws IOException {
    if (!Files.exists(file) || Files.isDirectory(file)) {
      throw new IOException(
          "%s: expected a file, got %s"
              .formatted(file, Files.exists(file) ? "a folder" : "none; check the path"));
    }
    return FileChannel.open(file);
  }

  private static SafetensorsHeader header(String file, SeekableByteChannel channel)
      throws IOException {
    try {
      return SafetensorsHeader.read(channel);
    } catch (SafetensorsHeader.FormatException e) {
      throw new IOException(
          "%s: not a safetensors file, or one that was damaged or cut short: %s"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static float[] numbers(String file, SeekableByteChannel from, SafetensorsTensor tensor)
      throws IOException {
    SafetensorsNumbers format =
        SafetensorsNumbers.named(tensor.type())
            .orElseThrow(
                () ->
                    new IOException(
                        "%s: tensor %s: expected numbers of %s, got %s; read a part of the file by a prefix, or save it without that tensor"
                            .formatted(
                                file,
                                tensor.name(),
                                List.of(SafetensorsNumbers.values()),
                                tensor.type())));
    long size = (tensor.end() - tensor.begin()) / format.bytes();
    if (size > ShapeCheck.MAX_VALUES) {
      throw new IOException(
          "%s: tensor %s: expected at most %d numbers, as many as a Java array holds, got shape %s"
              .formatted(file, tensor.name(), ShapeCheck.MAX_VALUES, tensor.shape()));
    }
    float[] numbers = new float[(int) size];
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < numbers.length; ) {
      int count = Math.min(numbers.length - at, BUFFER_BYTES / format.bytes());
      buffer.clear().limit(count * format.bytes());
      while (buffer.hasRemaining()) {
        if (from.read(buffer) < 0) {
          throw new IOException("%s: was cut short while it was read".formatted(file));
        }
      }
      format.decode(buffer.flip(), numbers, at, count);
      at += count;
    }
    return numbers;
  }

  /**
   * Writes parameters as float32, sorted by name as PyTorch's writer does. The write is atomic and
   * replaces an existing file.
   *
   * @throws IllegalArgumentException if a parameter has a reserved name
   * @throws IOException if the file cannot be written, with the reason in one line
   */
  public static void write(Path file, ParameterValues values) throws IOException {
    write(file, values, Map.of());
  }

  /**
   * Writes parameters and metadata.
   *
   * @param texts the metadata by key; {@code format} is reserved
   * @throws IllegalArgumentException if a parameter or a text has a reserved name
   * @throws IOException if the file cannot be written, with the reason in one line
   */
  public static void write(Path file, ParameterValues values, Map<String, String> texts)
      throws IOException {
    if (texts.containsKey(SafetensorsHeader.FORMAT)) {
      throw new IllegalArgumentException(
          "safetensors: expected metadata keys other than %s, which is reserved for PyTorch's marker; rename that key"
              .formatted(SafetensorsHeader.FORMAT));
    }
    if (values.names().contains(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException(
          "safetensors: expected names other than %s, which the format reserves; rename that parameter"
              .formatted(SafetensorsHeader.METADATA));
    }
    List<SafetensorsTensor> tensors = new ArrayList<>();
    long at = 0;
    for (String name : values.names().stream().sorted().toList()) {
      Shape shape = values.shape(name);
      long end = at + shape.size() * Float.BYTES;
      List<Long> sizes = Arrays.stream(shape.asArray()).boxed().toList();
      tensors.add(new SafetensorsTensor(name, SafetensorsNumbers.F32.name(), sizes, at, end));
      at = end;
    }
    byte[] header = SafetensorsHeader.bytes(tensors, texts);
    try {
      AtomicFile.write(
          file,
          to -> {
            to.write(header);
            for (SafetensorsTensor tensor : tensors) {
              write(to, values.values(tensor.name()));
            }
          });
    } catch (IOException e) {
      throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void write(OutputStream to, float[] numbers) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < numbers.length; ) {
      int count = Math.min(numbers.length - at, BUFFER_BYTES / Float.BYTES);
      buffer.asFloatBuffer().put(numbers, at, count);
      to.write(buffer.array(), 0, count * Float.BYTES);
      at += count;
    }
  }
}
