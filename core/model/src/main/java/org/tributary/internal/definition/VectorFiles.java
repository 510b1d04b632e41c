package org.tributary.internal.definition;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.internal.file.AtomicFile;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;

/**
 * The places of a stored tagger's files of pretrained vectors.
 *
 * @param folders the folders of the tagger's file, in the order of search; none for a stream
 * @param tables the names of the parameters that are tables of pretrained vectors
 */
public record VectorFiles(List<Path> folders, List<String> tables) {
  /** Copies the lists. */
  public VectorFiles {
    folders = List.copyOf(folders);
    tables = List.copyOf(tables);
  }

  /**
   * Writes tables of vectors to the folder of a tagger that is about to be written.
   *
   * @param tagger the file of the tagger
   * @param tables the names of the parameters to write
   * @return the file of each, by the parameter's name
   * @throws IOException if the tagger's file or one of the vectors cannot be written
   */
  public static Map<String, VectorFile> write(
      Path tagger, List<String> tables, ParameterValues parameters) throws IOException {
    AtomicFile.requireWritable(tagger);
    Path folder = tagger.toAbsolutePath().getParent();
    Map<String, VectorFile> files = new LinkedHashMap<>();
    for (String table : tables) {
      files.put(table, VectorFile.write(folder, parameters.tensor(table)));
    }
    return files;
  }

  /**
   * Returns the folders to search for the vectors of a tagger: that of its file and, if it is a
   * symbolic link, then that of its target.
   *
   * @throws IOException if the file does not exist
   */
  public static List<Path> foldersOf(Path tagger) throws IOException {
    return List.of(tagger.toAbsolutePath().getParent(), tagger.toRealPath().getParent());
  }

  /**
   * Reads the values of a parameter.
   *
   * @throws IllegalArgumentException if the parameter is no table of vectors, there is no folder,
   *     or the file is missing or has another hash
   * @throws IOException if the file cannot be read
   */
  public FloatTensor read(String parameter, VectorFile file) throws IOException {
    if (!tables.contains(parameter)) {
      throw new IllegalArgumentException(
          "vectors: expected the values of %s in the tagger's file, got a file beside it, which only pretrained vectors may have"
              .formatted(parameter));
    }
    if (folders.isEmpty()) {
      throw new IllegalArgumentException(
          "vectors: expected the values of %s in the tagger's file, got those of the file %s beside it, which streams and Tribuo's own readers do not look for; load the tagger by its path with Tagger.load, or save it with its vectors inside"
              .formatted(parameter, file.name()));
    }
    return file.read(folders);
  }
}
