package org.tributary.param;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tributary.internal.AtomicFile;

/**
 * A reader and writer of Hugging Face's <a
 * href="https://github.com/huggingface/safetensors">safetensors</a> files, for the exchange of
 * parameters with PyTorch: {@code safetensors.torch.save_file(module.state_dict(), path)} writes
 * them and {@code load_file} reads them. A file consists of a length of 8 bytes, a JSON header and
 * the values, little-endian; it contains no code.
 */
public final class Safetensors {
  private Safetensors() {}

  /**
   * Reads every tensor of a file, in the order of the data. 16-bit floats are widened exactly;
   * doubles and integers are rounded to float32, as in PyTorch's {@code load_state_dict}.
   *
   * @throws IOException if the file cannot be read, with the reason in one line; also if a tensor
   *     has a dtype other than F64, F32, F16, BF16 and integers of 8 to 64 bits
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
      return SafetensorsFile.open(file.toString(), channel).values(prefix);
    } catch (FileSystemException e) {
      throw new IOException("%s: cannot be read: %s".formatted(file, AtomicFile.reason(e)), e);
    }
  }

  /**
   * Reads the metadata of a file, texts by key: the format's {@code __metadata__}.
   *
   * @throws IOException if the file cannot be read, with the reason in one line
   */
  public static Map<String, String> texts(Path file) throws IOException {
    try (FileChannel channel = open(file)) {
      return SafetensorsFile.open(file.toString(), channel).texts();
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

  /** Writes parameters as {@code type}, like {@link #write(Path, ParameterValues)}. */
  public static void write(Path file, ParameterValues values, TensorType type) throws IOException {
    write(file, values, Map.of(), name -> type);
  }

  /** Writes parameters as float32 and metadata. */
  public static void write(Path file, ParameterValues values, Map<String, String> texts)
      throws IOException {
    write(file, values, texts, name -> TensorType.F32);
  }

  /**
   * Writes parameters of several types and metadata.
   *
   * @param texts the metadata by key; {@code format} is reserved
   * @param types the numbers' type in the file of each parameter, by name; 16-bit numbers are
   *     rounded to the nearest
   * @throws IllegalArgumentException if a parameter or a text has a reserved name
   * @throws IOException if the file cannot be written, with the reason in one line
   */
  public static void write(
      Path file,
      ParameterValues values,
      Map<String, String> texts,
      Function<String, TensorType> types)
      throws IOException {
    AtomicFile.Content content = content(values, texts, types);
    try {
      AtomicFile.write(file, content);
    } catch (IOException e) {
      throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Writes parameters as {@code type} to a stream, which stays open: the bytes of {@link
   * #write(Path, ParameterValues, TensorType)}.
   *
   * @throws IllegalArgumentException if a parameter has a reserved name
   */
  public static void write(OutputStream to, ParameterValues values, TensorType type)
      throws IOException {
    write(to, values, Map.of(), name -> type);
  }

  /**
   * Writes parameters of several types and metadata to a stream, which stays open: the bytes of
   * {@link #write(Path, ParameterValues, Map, Function)}.
   *
   * @throws IllegalArgumentException if a parameter or a text has a reserved name
   */
  public static void write(
      OutputStream to,
      ParameterValues values,
      Map<String, String> texts,
      Function<String, TensorType> types)
      throws IOException {
    content(values, texts, types).writeTo(to);
  }

  private static AtomicFile.Content content(
      ParameterValues values, Map<String, String> texts, Function<String, TensorType> types)
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
    List<SafetensorsHeader.Tensor> tensors = new ArrayList<>();
    long at = 0;
    for (String name : values.names().stream().sorted().toList()) {
      TensorShape shape = values.shape(name);
      TensorType type = types.apply(name);
      long end = at + shape.size() * type.bytes();
      tensors.add(new SafetensorsHeader.Tensor(name, type.name(), shape, at, end));
      at = end;
    }
    byte[] header = SafetensorsHeader.encode(tensors, texts);
    return to -> {
      to.write(header);
      for (SafetensorsHeader.Tensor tensor : tensors) {
        values
            .tensor(tensor.name())
            .encode(
                TensorType.valueOf(tensor.type()),
                ByteOrder.LITTLE_ENDIAN,
                (bytes, count) -> to.write(bytes, 0, count));
      }
    };
  }
}
