package org.tributary.internal.tagger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.internal.AtomicFile;
import org.tributary.internal.Excerpt;
import org.tributary.internal.Sha256;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.TensorType;

/**
 * A file of pretrained vectors beside a tagger, in safetensors format with one tensor {@code
 * vectors}. Its name is derived from its SHA-256, so that taggers with equal vectors share it.
 */
public final class VectorFile {
  private static final String TENSOR = "vectors";
  private static final int HASH_BYTES = 32;

  /** Digits of the hash in the name. */
  private static final int NAMING_DIGITS = 16;

  private final byte[] sha256;

  /**
   * Creates a reference to a file.
   *
   * @param sha256 the SHA-256 of the file, 32 bytes
   * @throws IllegalArgumentException if the hash does not have 32 bytes
   */
  public VectorFile(byte[] sha256) {
    if (sha256.length != HASH_BYTES) {
      throw new IllegalArgumentException(
          "vectors: expected a SHA-256 of %d bytes for their file, got %d"
              .formatted(HASH_BYTES, sha256.length));
    }
    this.sha256 = sha256.clone();
  }

  /**
   * Creates a reference to a file by its hash in hexadecimal digits.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static VectorFile ofHex(String sha256) {
    if (sha256.length() != 2 * HASH_BYTES || !sha256.matches("[0-9a-f]*")) {
      throw new IllegalArgumentException(
          "vectors: expected a SHA-256 of %d hexadecimal digits for their file, got '%s'"
              .formatted(2 * HASH_BYTES, Excerpt.of(sha256)));
    }
    return new VectorFile(HexFormat.of().parseHex(sha256));
  }

  /**
   * Writes vectors to a folder, unless the same file exists there; replaces a damaged one. Values
   * are stored as float16 if that is exact, else as float32. The write is atomic.
   *
   * @throws IOException if the file cannot be written, with the reason in one line
   */
  public static VectorFile write(Path folder, FloatTensor vectors) throws IOException {
    ParameterValues values = ParameterValues.of(Map.of(TENSOR, vectors));
    TensorType type = TensorType.F16.holds(vectors) ? TensorType.F16 : TensorType.F32;
    VectorFile file = new VectorFile(Sha256.of(to -> Safetensors.write(to, values, type)));
    Path path = folder.resolve(file.name());
    if (!Files.exists(path) || !file.matches(path)) {
      Safetensors.write(path, values, type);
    }
    return file;
  }

  /**
   * Writes tables of vectors to the folder of a tagger that is about to be written.
   *
   * @param tagger the file of the tagger
   * @param tables the names of the parameters to write
   * @return the file of each, by the parameter's name
   * @throws IOException if the tagger's file or one of the vectors cannot be written
   */
  static Map<String, VectorFile> write(Path tagger, List<String> tables, ParameterValues parameters)
      throws IOException {
    AtomicFile.requireWritable(tagger);
    Path folder = tagger.toAbsolutePath().getParent();
    Map<String, VectorFile> files = new LinkedHashMap<>();
    for (String table : tables) {
      files.put(table, write(folder, parameters.tensor(table)));
    }
    return files;
  }

  /**
   * Returns the folders to search for the files of a tagger: that of its own file and, if it is a
   * symbolic link, then that of its target.
   *
   * @throws IOException if the file does not exist
   */
  public static List<Path> foldersOf(Path tagger) throws IOException {
    return List.of(tagger.toAbsolutePath().getParent(), tagger.toRealPath().getParent());
  }

  /** Returns a copy of the SHA-256 of the file. */
  public byte[] sha256() {
    return sha256.clone();
  }

  /** Returns the SHA-256 of the file in hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(sha256);
  }

  /**
   * Returns the name of the file: {@code vectors-}, 16 hexadecimal digits, {@code .safetensors}.
   */
  String name() {
    return "vectors-%s.safetensors".formatted(hex().substring(0, NAMING_DIGITS));
  }

  /**
   * Reads the vectors.
   *
   * @param parameter the name of their parameter
   * @param folders the folders to search; none for a tagger of a stream
   * @throws IllegalArgumentException if there is no folder, or the file is missing or has another
   *     hash
   * @throws IOException if the file cannot be read
   */
  FloatTensor read(String parameter, List<Path> folders) throws IOException {
    if (folders.isEmpty()) {
      throw new IllegalArgumentException(
          "vectors: expected the values of %s in the tagger's file, got those of the file %s beside it, which streams and Tribuo's own readers do not look for; load the tagger by its path with Tagger.load, or save it with its vectors inside"
              .formatted(parameter, name()));
    }
    Path path =
        folders.stream()
            .map(folder -> folder.resolve(name()))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "vectors: expected the file %s, got none; copy it to the tagger's folder"
                            .formatted(folders.get(0).resolve(name()))));
    if (!matches(path)) {
      throw new IllegalArgumentException(
          "vectors: expected the file %s as it was saved, got another SHA-256; it was changed or damaged: copy it again"
              .formatted(path));
    }
    return Safetensors.read(path).tensor(TENSOR);
  }

  private boolean matches(Path path) throws IOException {
    try {
      return Arrays.equals(sha256, Sha256.of(to -> Files.copy(path, to)));
    } catch (IOException e) {
      throw new IOException("%s: %s".formatted(path, AtomicFile.reason(e)), e);
    }
  }
}
