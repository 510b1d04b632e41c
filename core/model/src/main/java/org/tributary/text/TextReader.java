package org.tributary.text;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.internal.LabelCheck;
import org.tributary.internal.LineReader;
import org.tributary.tagger.TaggedSentence;

/**
 * A streaming reader of a UTF-8 text, plain or gzip (detected from its first bytes), that holds one
 * sentence in memory. Not thread-safe.
 *
 * @param <S> the sentences
 */
public abstract class TextReader<S> implements Closeable {
  final LineReader lines;

  TextReader(LineReader lines) {
    this.lines = lines;
  }

  /**
   * Opens a file for a reader, which closes the stream.
   *
   * @throws IOException if it cannot be read; the message names the file and the reason
   */
  public static InputStream stream(Path file) throws IOException {
    return LineReader.open(file);
  }

  /**
   * Returns the next sentence, or empty at the end of the text.
   *
   * @throws org.tributary.DataFormatException if the text is not of the reader's format
   * @throws IOException if the text cannot be read
   */
  public abstract Optional<S> read() throws IOException;

  /**
   * Returns all sentences, of which one has a label.
   *
   * @param column the label column in messages
   */
  List<TaggedSentence> readAll(Function<S, TaggedSentence> tagged, String column)
      throws IOException {
    List<TaggedSentence> sentences = new ArrayList<>();
    LabelCheck check = new LabelCheck();
    for (Optional<S> next = read(); next.isPresent(); next = read()) {
      TaggedSentence sentence = tagged.apply(next.get());
      sentences.add(sentence);
      check.add(sentence.labels());
    }
    check.requireLabels(lines.name(), column);
    return List.copyOf(sentences);
  }

  /** Closes the text. */
  @Override
  public void close() throws IOException {
    lines.close();
  }
}
