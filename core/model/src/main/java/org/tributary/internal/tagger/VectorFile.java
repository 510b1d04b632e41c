package org.tributary.internal.tagger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tributary.feature.InputFile;
import org.tributary.internal.AtomicFile;
import org.tributary.internal.Sha256;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.TensorType;

/**
 * Files of pretrained vectors beside a tagger, in safetensors format with one tensor {@code
 * vectors}. Taggers with equal vectors share a file.
 */
public final class VectorFile {
  private static final String TENSOR = "vectors";

  private VectorFile() {}

  /**
   * Returns a file of vectors by its hash.
   *
   * @throws IllegalArgumentException if it is not 64 hexadecimal digits
   */
  public static InputFile of(String sha256) {
    return new InputFile(TENSOR, "safetensors", sha256, Optional.empty());
  }

  /**
   * Writes vectors to a folder, unless the same file exists there; replaces a damaged one. Values
   * are stored as float16 if that is exact, else as float32. The write is atomic.
   *
   * @throws IOException if the file cannot be written, with the reason in one line
   */
  public static InputFile write(Path folder, FloatTensor vectors) throws IOException {
    ParameterValues values = ParameterValues.of(Map.of(TENSOR, vectors));
    TensorType type = TensorType.F16.holds(vectors) ? TensorType.F16 : TensorType.F32;
    InputFile file =
        of(HexFormat.of().formatHex(Sha256.of(to -> Safetensors.write(to, values, type))));
    Path path = folder.resolve(file.name());
    if (!Files.exists(path) || !file.isContentOf(path)) {
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
  static Map<String, InputFile> write(Path tagger, List<String> tables, ParameterValues parameters)
      throws IOException {
    AtomicFile.requireWritable(tagger);
    Path folder = tagger.toAbsolutePath().getParent();
    Map<String, InputFile> files = new LinkedHashMap<>();
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

  /** Reads the vectors of a file that {@link InputFile#locatedIn} finds. */
  static FloatTensor read(InputFile file, List<Path> folders) throws IOException {
    return Safetensors.read(file.locatedIn(folders).required()).tensor(TENSOR);
  }
}
