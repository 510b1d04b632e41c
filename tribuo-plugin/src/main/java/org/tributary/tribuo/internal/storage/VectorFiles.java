package org.tributary.tribuo.internal.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tributary.param.FloatTensor;

/**
 * The files that the parameters of a model may be read from.
 *
 * @param folders the folders of the model file, in the order of search; none for a stream
 * @param tables the names of the parameters that are tables of pretrained vectors
 */
public record VectorFiles(List<Path> folders, List<String> tables) {
  /** Copies the lists. */
  public VectorFiles {
    folders = List.copyOf(folders);
    tables = List.copyOf(tables);
  }

  /**
   * Reads the values of a parameter.
   *
   * @throws IllegalArgumentException if the parameter is no table of vectors, there is no folder,
   *     or the file is missing or has another hash
   * @throws IOException if the file cannot be read
   */
  FloatTensor read(String parameter, VectorFile file) throws IOException {
    if (!tables.contains(parameter)) {
      throw new IllegalArgumentException(
          "stored tagger: expected the values of %s in the model, got a file beside it, which only pretrained vectors may have"
              .formatted(parameter));
    }
    if (folders.isEmpty()) {
      throw new IllegalArgumentException(
          "stored tagger: expected the values of %s in the model, got those of the file %s beside it, which streams and Tribuo's own readers do not look for; load the model with LstmTaggerModel.load or Tagger.load by its path, or save it with its vectors inside"
              .formatted(parameter, file.name()));
    }
    return file.read(folders);
  }
}
