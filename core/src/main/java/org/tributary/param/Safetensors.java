package org.tributary.param;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.tributary.file.AtomicFile;

/**
 * Parameters in the file format of Hugging Face's <a
 * href="https://github.com/huggingface/safetensors">safetensors</a>, by which they go from PyTorch
 * to Java and back: what {@code safetensors.torch.save_file(module.state_dict(), path)} writes, and
 * {@code load_file} reads. A file is a length of 8 bytes, a header in JSON and the numbers,
 * little-endian; there is no code in it.
 */
public final class Safetensors {
  private static final int BUFFER = 1 << 16;

  private Safetensors() {}

  /**
   * Reads every tensor of a file, in the order of the numbers in it. Those of 16 bits become 32
   * exactly; doubles are rounded, as PyTorch's {@code load_state_dict} does.
   *
   * @throws IOException saying in one line why it cannot be read: among others if a tensor is of
   *     other numbers than F64, F32, F16 and BF16
   */
  public static ParameterValues read(Path file) throws IOException {
    return read(file, "");
  }

  /**
   * Reads a part of a larger module: the tensors whose names begin with {@code prefix}, such as
   * {@code encoder.lstm.}, named by what comes after it. What the others are does not matter.
   *
   * @throws IOException as {@link #read(Path)}, or if no name begins so
   */
  public static ParameterValues read(Path file, String prefix) throws IOException {
    try (FileChannel channel = open(file)) {
      SafetensorsHeader header = header(file, channel);
      List<SafetensorsTensor> wanted =
          header.tensors().stream().filter(t -> t.name().startsWith(prefix)).toList();
      if (wanted.isEmpty() && !prefix.isEmpty()) {
        throw new IOException(
            "%s: expected tensors whose names begin with '%s', got %s"
                .formatted(file, prefix, header.tensors().stream().map(t -> t.name()).toList()));
      }
      ParameterValues.Builder values = ParameterValues.builder();
      for (SafetensorsTensor tensor : wanted) {
        values.add(
            tensor.name().substring(prefix.length()),
            Shape.of(tensor.shape().stream().mapToLong(Long::longValue).toArray()),
            numbers(file, channel.position(header.length() + tensor.begin()), tensor));
      }
      return values.build();
    } catch (FileSystemException e) {
      throw new IOException("%s: cannot be read: %s".formatted(file, AtomicFile.reason(e)), e);
    }
  }

  /**
   * Reads the texts that stand beside the tensors, by name: the format's {@code __metadata__}.
   *
   * @throws IOException saying in one line why it cannot be read
   */
  public static Map<String, String> texts(Path file) throws IOException {
    try (FileChannel channel = open(file)) {
      return header(file, channel).texts();
    } catch (FileSystemException e) {
      throw new IOException("%s: cannot be read: %s".formatted(file, AtomicFile.reason(e)), e);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    if (!Files.exists(file) || Files.isDirectory(file)) {
      throw new IOException(
          "%s: expected a file, got %s"
              .formatted(file, Files.exists(file) ? "a folder" : "none; check the path"));
    }
    return FileChannel.open(file);
  }

  private static SafetensorsHeader header(Path file, FileChannel channel) throws IOException {
    try {
      return SafetensorsHeader.read(channel);
    } catch (SafetensorsHeader.Fault e) {
      throw new IOException(
          "%s: not a safetensors file, or one that was damaged or cut short: %s"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static float[] numbers(Path file, FileChannel from, SafetensorsTensor tensor)
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
    if (size > ShapeCheck.MOST_VALUES) {
      throw new IOException(
          "%s: tensor %s: expected at most %d numbers, as many as a Java array holds, got shape %s"
              .formatted(file, tensor.name(), ShapeCheck.MOST_VALUES, tensor.shape()));
    }
    float[] numbers = new float[(int) size];
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < numbers.length; ) {
      int count = Math.min(numbers.length - at, BUFFER / format.bytes());
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
   * Writes parameters, as float32 and in the order of their names, as PyTorch's writer does. The
   * file appears whole or not at all; one that is there is replaced.
   *
   * @throws IllegalArgumentException if one has the name of the format's own entry
   * @throws IOException saying in one line why it cannot be written
   */
  public static void write(Path file, ParameterValues values) throws IOException {
    write(file, values, Map.of());
  }

  /**
   * Writes parameters, and texts beside them.
   *
   * @param texts by name, which may be any but {@code format}
   * @throws IllegalArgumentException if a parameter or a text has a name of the format's own
   * @throws IOException saying in one line why it cannot be written
   */
  public static void write(Path file, ParameterValues values, Map<String, String> texts)
      throws IOException {
    if (texts.containsKey(SafetensorsHeader.FORMAT)) {
      throw new IllegalArgumentException(
          "safetensors: expected texts of other names than %s, by which the file says that it is PyTorch's; rename that text"
              .formatted(SafetensorsHeader.FORMAT));
    }
    if (values.names().contains(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException(
          "safetensors: expected other names than %s, which is the format's own; rename that parameter"
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
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < numbers.length; ) {
      int count = Math.min(numbers.length - at, BUFFER / Float.BYTES);
      buffer.asFloatBuffer().put(numbers, at, count);
      to.write(buffer.array(), 0, count * Float.BYTES);
      at += count;
    }
  }
}
