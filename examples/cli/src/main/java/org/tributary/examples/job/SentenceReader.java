package org.tributary.examples.job;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.text.column.ColumnTextReader;
import org.tributary.text.column.TokenLineReader;
import org.tributary.text.conllu.ConlluColumn;
import org.tributary.text.conllu.ConlluReader;
import org.tributary.text.conllu.ConlluSentence;

/** A streaming reader of sentences to tag. */
public interface SentenceReader extends Closeable {

  /**
   * A sentence to tag, and its output format.
   *
   * @param words the sentence's words; empty for a blank line
   * @param render the output text, line feeds included, as a function of one tag per word
   */
  record Sentence(List<String> words, Function<List<String>, String> render) {}

  /** A factory of readers. */
  @FunctionalInterface
  interface Opener {

    /**
     * Opens a reader.
     *
     * @param input the text, plain or gzip; closed by the reader
     * @param name the name of the text in messages
     * @return the reader
     * @throws IOException if the input cannot be read
     */
    SentenceReader open(InputStream input, String name) throws IOException;
  }

  /**
   * Returns the next sentence.
   *
   * @return the sentence, or empty at the end of the text
   * @throws IOException if the text cannot be read or is malformed
   */
  Optional<Sentence> read() throws IOException;

  /**
   * Opens a reader of text with one sentence per line and words separated by blanks. The output is
   * word/TAG separated by spaces; split each item at its last slash. A blank line stays blank.
   *
   * @param input the text, plain or gzip; closed by the reader
   * @param name the name of the text in messages
   * @return the reader
   * @throws IOException if the input cannot be read
   */
  static SentenceReader tokens(InputStream input, String name) throws IOException {
    return tokens(input, name, false);
  }

  /**
   * Opens the same reader for a format that was not requested explicitly: it rejects a line that
   * looks like CoNLL-U.
   *
   * @param input the text, plain or gzip; closed by the reader
   * @param name the name of the text in messages
   * @return the reader
   * @throws IOException if the input cannot be read
   */
  static SentenceReader tokensUnlessConllu(InputStream input, String name) throws IOException {
    return tokens(input, name, true);
  }

  private static SentenceReader tokens(InputStream input, String name, boolean guessed)
      throws IOException {
    TokenLineReader lines = TokenLineReader.open(input, name);
    return new SentenceReader() {
      @Override
      public Optional<Sentence> read() throws IOException {
        Optional<List<String>> next = lines.read();
        if (guessed && next.isPresent() && lines.looksLikeConllu()) {
          throw new JobException(
              "%s, line %d: expected one sentence per line, got a CoNLL-U line; pass --format conllu, or --format tokens if it is a sentence"
                  .formatted(name, lines.lineNumber()));
        }
        return next.map(words -> new Sentence(words, tags -> join(words, tags)));
      }

      @Override
      public void close() throws IOException {
        lines.close();
      }
    };
  }

  private static String join(List<String> words, List<String> tags) {
    List<String> tagged = new ArrayList<>(words.size());
    for (int i = 0; i < words.size(); i++) {
      tagged.add(words.get(i) + "/" + tags.get(i));
    }
    return String.join(" ", tagged) + "\n";
  }

  /**
   * Returns whether a file's name has a CoNLL-U extension, plain or gzip.
   *
   * @param file a path, which need not exist
   * @return true for {@code .conllu} and {@code .conllu.gz}
   */
  static boolean isConllu(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).matches(".*\\.conllu(\\.gz)?");
  }

  /**
   * Returns a factory of CoNLL-U readers. The output is the input with one column filled in.
   *
   * @param column the column to fill in
   * @return the factory
   */
  static Opener conllu(ConlluColumn column) {
    return (input, name) -> {
      ConlluReader sentences = ConlluReader.open(input, name);
      return new SentenceReader() {
        @Override
        public Optional<Sentence> read() throws IOException {
          return sentences.read().map(sentence -> untagged(sentence, column));
        }

        @Override
        public void close() throws IOException {
          sentences.close();
        }
      };
    };
  }

  /**
   * Returns a factory of column file readers. The output is the input with a label column appended.
   *
   * @param tokenColumn the word column, from 1
   * @return the factory
   */
  static Opener columns(int tokenColumn) {
    return (input, name) -> {
      ColumnTextReader texts = ColumnTextReader.open(input, name, tokenColumn);
      return new SentenceReader() {
        @Override
        public Optional<Sentence> read() throws IOException {
          return texts.read().map(text -> new Sentence(text.tokens(), text::withLabels));
        }

        @Override
        public void close() throws IOException {
          texts.close();
        }
      };
    };
  }

  private static Sentence untagged(ConlluSentence sentence, ConlluColumn column) {
    return new Sentence(sentence.words(), tags -> sentence.withColumn(column, tags).text());
  }
}
