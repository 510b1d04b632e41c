package org.tributary.text.conllu;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tributary.internal.text.ColumnSplitter;
import org.tributary.internal.text.LabelCheck;
import org.tributary.internal.text.LineReader;
import org.tributary.tagger.TaggedSentence;
import org.tributary.text.DataFormatException;

/**
 * A streaming CoNLL-U reader that holds one sentence in memory. The text is UTF-8, plain or gzip
 * (detected from its first bytes). CR LF, a byte order mark, extra blank lines and a missing blank
 * line after the last sentence are accepted.
 *
 * <p>A line that is not a comment must have ten nonempty columns separated by tabs, and the IDs of
 * a sentence must be in order; otherwise a {@link DataFormatException} names file and line.
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://universaldependencies.org/format.html">CoNLL-U format</a>
 */
public final class ConlluReader implements Closeable {
  private static final int COLUMNS = ConlluColumn.values().length;

  private final LineReader lines;
  private ConlluCounts counts = new ConlluCounts(0, 0, 0, 0);

  private ConlluReader(LineReader lines) {
    this.lines = lines;
  }

  /**
   * Returns all sentences of a file with the labels of one column.
   *
   * @param labels the label column
   * @throws DataFormatException if the file is not CoNLL-U, has no sentence, or every label is
   *     {@code _}
   * @throws IOException if the file cannot be read
   */
  public static List<TaggedSentence> read(Path path, ConlluColumn labels) throws IOException {
    List<TaggedSentence> sentences = new ArrayList<>();
    LabelCheck check = new LabelCheck();
    try (ConlluReader reader = open(path)) {
      for (Optional<ConlluSentence> next = reader.read(); next.isPresent(); next = reader.read()) {
        TaggedSentence sentence = next.get().tagged(labels);
        sentences.add(sentence);
        check.add(sentence.labels());
      }
    }
    check.requireLabels(path.toString(), labels.description());
    return List.copyOf(sentences);
  }

  /**
   * Opens a file.
   *
   * @throws IOException if it cannot be read
   */
  public static ConlluReader open(Path path) throws IOException {
    return open(LineReader.open(path), path.toString());
  }

  /**
   * Opens a reader on a stream, which the reader owns and closes.
   *
   * @param name the name of the text in messages
   * @throws IOException if the stream cannot be read
   */
  public static ConlluReader open(InputStream input, String name) throws IOException {
    return new ConlluReader(new LineReader(input, name));
  }

  /**
   * Returns the next sentence, or empty at the end of the text.
   *
   * @throws DataFormatException if the text is not CoNLL-U
   * @throws IOException if the text cannot be read
   */
  public Optional<ConlluSentence> read() throws IOException {
    List<String> sentence = new ArrayList<>();
    List<Integer> wordLines = new ArrayList<>();
    ConlluIds ids = new ConlluIds();
    while (lines.advance()) {
      String line = lines.text();
      if (line.isBlank()) {
        if (!sentence.isEmpty()) {
          break;
        }
        continue;
      }
      if (!line.startsWith("#") && acceptLine(line, ids)) {
        wordLines.add(sentence.size());
      }
      sentence.add(line);
    }
    if (sentence.isEmpty()) {
      return Optional.empty();
    }
    ids.end(lines);
    counts = ids.addTo(counts);
    return Optional.of(new ConlluSentence(sentence, wordLines));
  }

  /** Returns the counts of the sentences read so far. */
  public ConlluCounts counts() {
    return counts;
  }

  /** Closes the text. */
  @Override
  public void close() throws IOException {
    lines.close();
  }

  /** Checks a line that is not a comment; returns true if it is a word. */
  private boolean acceptLine(String line, ConlluIds ids) throws DataFormatException {
    List<String> columns = ColumnSplitter.tabs(line);
    if (columns.size() != COLUMNS) {
      throw lines.error(
          "expected %d columns separated by tabs, got %d in %s; are tabs written as spaces, or is this not a CoNLL-U file? an empty value is written _"
              .formatted(COLUMNS, columns.size(), DataFormatException.quote(line)));
    }
    for (ConlluColumn column : ConlluColumn.values()) {
      if (columns.get(column.number() - 1).isEmpty()) {
        throw lines.error(
            "expected a value in column %d (%s), got nothing; CoNLL-U writes _ for an empty value"
                .formatted(column.number(), column));
      }
    }
    return ids.accept(columns.get(0), lines);
  }
}
