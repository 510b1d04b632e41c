package org.tributary.internal.tagger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tributary.feature.Input;
import org.tributary.feature.InputFile;
import org.tributary.internal.AtomicFile;
import org.tributary.tagger.definition.TaggerDefinition;

/** The {@linkplain Input#files files} of a definition's inputs, beside a stored tagger. */
public final class InputFiles {
  private InputFiles() {}

  /**
   * Copies the files to the folder of a tagger that is about to be written.
   *
   * @param tagger the file of the tagger
   * @throws IllegalStateException if the place of a file is unknown
   * @throws IOException if the tagger's file or one of the files cannot be written
   */
  public static void copy(TaggerDefinition definition, Path tagger) throws IOException {
    AtomicFile.requireWritable(tagger);
    for (InputFile file : definition.inputs().files()) {
      file.copyTo(tagger.toAbsolutePath().getParent());
    }
  }

  /**
   * Returns an input with its files in the folders of a tagger.
   *
   * @param folders the folders in the order of search; none for a tagger of a stream
   * @throws IllegalArgumentException if a file is missing or was changed
   * @throws IOException if a file cannot be read
   */
  private static Input<?> located(Input<?> input, List<Path> folders) throws IOException {
    List<InputFile> located = new ArrayList<>();
    for (InputFile file : input.files()) {
      located.add(file.locatedIn(folders));
    }
    return located.isEmpty() ? input : input.withFiles(located);
  }

  /** Returns a definition whose inputs have their files in the folders of a tagger. */
  public static TaggerDefinition located(TaggerDefinition definition, List<Path> folders)
      throws IOException {
    TaggerDefinition located = definition;
    for (Input<?> input : definition.inputs().all()) {
      if (!input.files().isEmpty()) {
        located = located.inputs(located.inputs().with(located(input, folders)));
      }
    }
    return located;
  }
}
