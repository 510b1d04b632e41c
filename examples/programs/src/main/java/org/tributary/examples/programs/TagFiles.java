package org.tributary.examples.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.tributary.examples.corpus.CorpusFiles;
import org.tributary.examples.corpus.TaggedCorpus;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The training, development and test file of a tagger: the user's, or written from a corpus. */
final class TagFiles {
  @Parameters(
      arity = "0..3",
      paramLabel = "FILE",
      description =
          "Three files, to train, to choose the best epoch and to test. Default: a generated corpus.")
  private List<Path> files = List.of();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /**
   * Returns the three files.
   *
   * @param corpus the built-in corpus, written if the user named no file
   * @param format the format of the written files
   */
  List<Path> orWrite(Supplier<TaggedCorpus> corpus, CorpusFiles.Format format, Path folder)
      throws IOException {
    if (files.size() == 3) {
      return files;
    }
    if (!files.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "expected three files, TRAIN DEV TEST, got %d; name all of them, or none for the generated corpus"
              .formatted(files.size()));
    }
    Files.createDirectories(folder);
    CorpusFiles written = CorpusFiles.write(corpus.get(), format, folder, "");
    return List.of(written.train(), written.dev(), written.test());
  }
}
