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
import org.tributary.tribuo.data.ColumnTextReader;
import org.tributary.tribuo.data.ConlluColumn;
import org.tributary.tribuo.data.ConlluReader;
import org.tributary.tribuo.data.ConlluSentence;
import org.tributary.tribuo.data.TokenLineReader;

/** Reads the sentences of a text that is to be tagged, one by one. */
public interface SentenceReader extends Closeable {

  /**
   * A sentence that waits for its tags.
   *
   * @param words its words; none for a blank line
   * @param tagged given a tag for every word, the text to write, line feeds included
   */
  record Sentence(List<String> words, Function<List<String>, String> tagged) {}

  /** Opens a reader on bytes; messages call the text by the name. */
  @FunctionalInterface
  interface Opener {

    /**
     * Opens a reader.
     *
     * @param input plain or gzip, closed by the reader
     * @param name what messages call the text
     * @return the reader
     * @throws IOException where the input cannot be read
     */
    SentenceReader open(InputStream input, String name) throws IOException;
  }

  /**
   * The next sentence.
   *
   * @return empty at the end of the text
   * @throws IOException where the text cannot be read or is malformed
   */
  Optional<Sentence> read() throws IOException;

  /**
   * One sentence a line, words with blanks between them; written as word/TAG with blanks between
   * them, to be split at the last slash of each. A blank line stays one.
   *
   * @param input plain or gzip, closed by the reader
   * @param name what messages call the text
   * @return the reader
   * @throws IOException where the input cannot be read
   */
  static SentenceReader tokens(InputStream input, String name) throws IOException {
    return tokens(input, name, false);
  }

  /**
   * The same where nobody has said that it is so: a line that looks like CoNLL-U is refused.
   *
   * @param input plain or gzip, closed by the reader
   * @param name what messages call the text
   * @return the reader
   * @throws IOException where the input cannot be read
   */
  static SentenceReader guessedTokens(InputStream input, String name) throws IOException {
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
              "%s, line %d: expected one sentence a line, got a line of CoNLL-U; say --format conllu, or --format tokens where it is a sentence"
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
   * Whether a file's name says that it is CoNLL-U, plain or gzip.
   *
   * @param file need not be there
   * @return false for one sentence a line
   */
  static boolean isConllu(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).matches(".*\\.conllu(\\.gz)?");
  }

  /**
   * CoNLL-U; written with one column filled in and all else as it was.
   *
   * @param column the column to fill in
   * @return what opens such readers
   */
  static Opener conllu(ConlluColumn column) {
    return (input, name) -> {
      ConlluReader sentences = ConlluReader.open(input, name);
      return new SentenceReader() {
        @Override
        public Optional<Sentence> read() throws IOException {
          return sentences.read().map(sentence -> waiting(sentence, column));
        }

        @Override
        public void close() throws IOException {
          sentences.close();
        }
      };
    };
  }

  /**
   * A column file; written with a label behind each token's line and all else as it was.
   *
   * @param tokenColumn the words' column, from 1
   * @return what opens such readers
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

  private static Sentence waiting(ConlluSentence sentence, ConlluColumn column) {
    return new Sentence(sentence.words(), tags -> sentence.withColumn(column, tags).text());
  }
}
