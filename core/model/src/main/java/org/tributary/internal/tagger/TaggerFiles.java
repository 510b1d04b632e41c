package org.tributary.internal.tagger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tributary.feature.Input;
import org.tributary.feature.InputFile;
import org.tributary.internal.AtomicFile;
import org.tributary.internal.Sha256;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.TensorType;
import org.tributary.tagger.definition.TaggerDefinition;

/**
 * The files beside a stored tagger: the {@linkplain Input#files files} of its inputs, and tables of
 * pretrained vectors, each in safetensors format with one tensor {@code vectors}. Taggers with
 * equal files share them.
 */
public final class TaggerFiles {
  private static final String VECTORS = "vectors";

  private TaggerFiles() {}

  /**
   * Returns the folders to search: that of the tagger's file and, if it is a symbolic link, then
   * that of its target; none for a tagger of a stream.
   *
   * @throws IOException if the file does not exist
   */
  public static List<Path> foldersOf(Optional<Path> tagger) throws IOException {
    return tagger.isEmpty()
        ? List.of()
        : List.of(tagger.get().toAbsolutePath().getParent(), tagger.get().toRealPath().getParent());
  }

  /**
   * Copies the files of the inputs to the folder of a tagger that is about to be written.
   *
   * @param tagger the file of the tagger
   * @throws IllegalStateException if the place of a file is unknown
   * @throws IOException if the tagger's file or one of the files cannot be written
   */
  public static void copyInputFiles(TaggerDefinition definition, Path tagger) throws IOException {
    AtomicFile.requireWritable(tagger);
    for (InputFile file : definition.inputs().files()) {
      file.copyTo(tagger.toAbsolutePath().getParent());
    }
  }

  /**
   * Returns a definition whose inputs have their files in the folders of a tagger.
   *
   * @param folders the folders in the order of search; none for a tagger of a stream
   * @throws IllegalArgumentException if a file is missing or was changed
   * @throws IOException if a file cannot be read
   */
  public static TaggerDefinition locateInputFiles(TaggerDefinition definition, List<Path> folders)
      throws IOException {
    TaggerDefinition located = definition;
    for (Input<?> input : definition.inputs().all()) {
      List<InputFile> files = new ArrayList<>();
      for (InputFile file : input.files()) {
        files.add(file.locatedIn(folders));
      }
      if (!files.isEmpty()) {
        located = located.inputs(located.inputs().with(input.withFiles(files)));
      }
    }
    return located;
  }

  /**
   * Returns a file of vectors by its hash.
   *
   * @throws IllegalArgumentException if it is not 64 hexadecimal digits
   */
  public static InputFile vectors(String sha256) {
    return new InputFile(VECTORS, "safetensors", sha256, Optional.empty());
  }

  /**
   * Writes vectors to a folder, unless the same file exists there; replaces a damaged one. Values
   * are stored as float16 if that is exact, else as float32. The write is atomic.
   *
   * @throws IOException if the file cannot be written, with the reason in one line
   */
  public static InputFile writeVectors(Path folder, FloatTensor vectors) throws IOException {
    ParameterValues values = ParameterValues.of(Map.of(VECTORS, vectors));
    TensorType type = TensorType.F16.holds(vectors) ? TensorType.F16 : TensorType.F32;
    InputFile file = vectors(Sha256.hex(to -> Safetensors.write(to, values, type)));
    Path path = folder.resolve(file.name());
    if (!Files.exists(path) || !file.isContentOf(path)) {
      Safetensors.write(path, values, type);
    }
    return file;
  }

  /** Reads the vectors of a file that {@link InputFile#locatedIn} finds. */
  static FloatTensor readVectors(InputFile file, List<Path> folders) throws IOException {
    return Safetensors.read(file.locatedIn(folders).requirePath()).tensor(VECTORS);
  }
}
