package org.tributary.examples.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tributary.examples.corpus.TaggedCorpus;
import org.tributary.examples.files.OutputFile;
import org.tributary.tagger.TaggedSentence;

/**
 * The files of a built-in corpus.
 *
 * @param train training file
 * @param dev development file
 * @param test test file
 */
public record CorpusFiles(Path train, Path dev, Path test) {

  /** The format of the files. */
  public enum Format {
    /** CoNLL-U with the labels in UPOS. */
    CONLLU(".conllu") {
      @Override
      void append(StringBuilder text, int number, String token, String label) {
        text.append(number)
            .append('\t')
            .append(token)
            .append("\t_\t")
            .append(label)
            .append("\t_\t_\t_\t_\t_\t_\n");
      }
    },
    /** A token and its label per line, separated by a tab. */
    COLUMNS(".conll") {
      @Override
      void append(StringBuilder text, int number, String token, String label) {
        text.append(token).append('\t').append(label).append('\n');
      }
    };

    private final String extension;

    Format(String extension) {
      this.extension = extension;
    }

    abstract void append(StringBuilder text, int number, String token, String label);
  }

  /**
   * Writes three files into an existing folder.
   *
   * @param prefix the start of their names, such as {@code tags-}; {@code train}, {@code dev} or
   *     {@code test} and the format's extension follow
   * @throws IOException if a file cannot be written
   */
  public static CorpusFiles write(TaggedCorpus corpus, Format format, Path folder, String prefix)
      throws IOException {
    CorpusFiles files =
        new CorpusFiles(
            folder.resolve(prefix + "train" + format.extension),
            folder.resolve(prefix + "dev" + format.extension),
            folder.resolve(prefix + "test" + format.extension));
    OutputFile.at(files.train).write(text(corpus.train(), format));
    OutputFile.at(files.dev).write(text(corpus.dev(), format));
    OutputFile.at(files.test).write(text(corpus.test(), format));
    return files;
  }

  private static String text(List<TaggedSentence> sentences, Format format) {
    StringBuilder text = new StringBuilder();
    for (TaggedSentence sentence : sentences) {
      if (format == Format.CONLLU) {
        text.append("# text = ").append(String.join(" ", sentence.tokens())).append('\n');
      }
      for (int i = 0; i < sentence.tokens().size(); i++) {
        format.append(text, i + 1, sentence.tokens().get(i), sentence.labels().get(i));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
