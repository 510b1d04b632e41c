package org.tributary.examples.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tributary.examples.files.InputFile;
import org.tributary.examples.job.JobException;
import org.tributary.examples.tagging.SentenceReader;
import org.tributary.examples.tagging.SentenceReader.Sentence;
import picocli.CommandLine.Option;

/** The option for the text that a benchmark tags. */
final class TextOption {

  private static final int WORD_COLUMN = 1;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description =
          "Input text, plain or gzip: CoNLL-U or columns by the file's name, as in tag, else one"
              + " sentence per line.")
  private Path input;

  /** Returns the tokens of each sentence, at least one; sentences without tokens are left out. */
  List<List<String>> sentences() throws IOException {
    SentenceReader.Opener format = SentenceReader.byName(input, WORD_COLUMN);
    List<List<String>> sentences = new ArrayList<>();
    try (InputStream bytes = InputFile.open(input);
        SentenceReader reader = format.open(bytes, input.toString())) {
      for (Optional<Sentence> next = reader.read(); next.isPresent(); next = reader.read()) {
        if (!next.get().words().isEmpty()) {
          sentences.add(next.get().words());
        }
      }
    }
    if (sentences.isEmpty()) {
      throw new JobException(input + ": expected at least one sentence, got none");
    }
    return sentences;
  }
}
