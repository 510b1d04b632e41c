package org.tributary.tribuo.internal.storage;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.tributary.internal.file.AtomicFile;
import org.tributary.internal.file.Sha256;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.TensorType;

/**
 * A file of pretrained vectors beside a model, in safetensors format with one tensor {@code
 * vectors}. Its name is derived from its SHA-256, so that models with equal vectors share it.
 *
 * @param sha256 the SHA-256 of the file, 32 bytes
 */
public record VectorFile(ByteString sha256) {
  private static final String TENSOR = "vectors";
  private static final int HASH_BYTES = 32;

  /** Bytes of the hash in the name: 16 hexadecimal digits. */
  private static final int NAMING_BYTES = 8;

  /**
   * Checks the hash.
   *
   * @throws IllegalArgumentException if it does not have 32 bytes
   */
  public VectorFile {
    if (sha256.size() != HASH_BYTES) {
      throw new IllegalArgumentException(
          "stored tagger: expected a SHA-256 of %d bytes for the file of vectors, got %d"
              .formatted(HASH_BYTES, sha256.size()));
    }
  }

  /**
   * Writes vectors to a folder, unless the file exists there. Values are stored as float16 if that
   * is exact, else as float32. The write is atomic.
   *
   * @throws IOException if the file cannot be written, with the reason in one line
   */
  public static VectorFile write(Path folder, FloatTensor vectors) throws IOException {
    ParameterValues values = ParameterValues.of(Map.of(TENSOR, vectors));
    TensorType type = TensorType.F16.holds(vectors) ? TensorType.F16 : TensorType.F32;
    byte[] sha256 = Sha256.of(to -> Safetensors.write(to, values, type));
    VectorFile file = new VectorFile(ByteString.copyFrom(sha256));
    Path path = folder.resolve(file.name());
    if (!Files.exists(path) || !file.matches(path)) {
      Safetensors.write(path, values, type);
    }
    return file;
  }

  /**
   * Returns the name of the file: {@code vectors-}, 16 hexadecimal digits, {@code .safetensors}.
   */
  String name() {
    return "vectors-%s.safetensors"
        .formatted(HexFormat.of().formatHex(sha256.toByteArray(), 0, NAMING_BYTES));
  }

  /**
   * Reads the vectors.
   *
   * @param folders the folders to search, at least one
   * @throws IllegalArgumentException if the file is missing or has another hash
   * @throws IOException if the file cannot be read
   */
  FloatTensor read(List<Path> folders) throws IOException {
    Path path =
        folders.stream()
            .map(folder -> folder.resolve(name()))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "stored tagger: expected the pretrained vectors in the file %s, got none; copy that file to the model's folder"
                            .formatted(folders.get(0).resolve(name()))));
    if (!matches(path)) {
      throw new IllegalArgumentException(
          "stored tagger: expected the pretrained vectors in the file %s, got a file of another SHA-256; it was changed or damaged: copy it again"
              .formatted(path));
    }
    return Safetensors.read(path).tensor(TENSOR);
  }

  private boolean matches(Path path) throws IOException {
    try {
      byte[] actual = Sha256.of(to -> Files.copy(path, to));
      return sha256.equals(ByteString.copyFrom(actual));
    } catch (IOException e) {
      throw new IOException("%s: %s".formatted(path, AtomicFile.reason(e)), e);
    }
  }
}
