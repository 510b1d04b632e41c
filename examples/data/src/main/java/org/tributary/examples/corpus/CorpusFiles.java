package org.tributary.examples.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    CONLLU(".conllu"),
    /** A token and its label per line. */
    COLUMNS(".conll");

    private final String extension;

    Format(String extension) {
      this.extension = extension;
    }

    private String text(List<TaggedSentence> sentences) {
      return this == CONLLU ? conllu(sentences) : columns(sentences);
    }
  }

  /**
   * Writes three files into an existing folder, in UTF-8.
   *
   * @param prefix the start of their names, such as {@code tags-}; {@code train}, {@code dev} or
   *     {@code test} and the format's extension follow
   * @throws IOException if a file cannot be written
   */
  public static CorpusFiles write(TaggedCorpus corpus, Format format, Path folder, String prefix)
      throws IOException {
    return new CorpusFiles(
        write(corpus.train(), format, folder.resolve(prefix + "train" + format.extension)),
        write(corpus.dev(), format, folder.resolve(prefix + "dev" + format.extension)),
        write(corpus.test(), format, folder.resolve(prefix + "test" + format.extension)));
  }

  private static Path write(List<TaggedSentence> sentences, Format format, Path file)
      throws IOException {
    return Files.writeString(file, format.text(sentences));
  }

  /**
   * Returns sentences as CoNLL-U, with their labels as UPOS.
   *
   * @param sentences tagged sentences
   * @return the content of a file
   */
  public static String conllu(List<TaggedSentence> sentences) {
    StringBuilder text = new StringBuilder();
    for (TaggedSentence sentence : sentences) {
      text.append("# text = ").append(String.join(" ", sentence.tokens())).append('\n');
      for (int i = 0; i < sentence.tokens().size(); i++) {
        text.append(i + 1)
            .append('\t')
            .append(sentence.tokens().get(i))
            .append("\t_\t")
            .append(sentence.labels().get(i))
            .append("\t_\t_\t_\t_\t_\t_\n");
      }
      text.append('\n');
    }
    return text.toString();
  }

  /**
   * Returns sentences as columns, the format of CoNLL-2003: a token and its label on each line, an
   * empty line after each sentence.
   *
   * @param sentences tagged sentences
   * @return the content of a file
   */
  public static String columns(List<TaggedSentence> sentences) {
    StringBuilder text = new StringBuilder();
    for (TaggedSentence sentence : sentences) {
      for (int i = 0; i < sentence.tokens().size(); i++) {
        text.append(sentence.tokens().get(i)).append('\t').append(sentence.labels().get(i));
        text.append('\n');
      }
      text.append('\n');
    }
    return text.toString();
  }
}
