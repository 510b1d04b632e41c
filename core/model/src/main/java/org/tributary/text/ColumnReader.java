package org.tributary.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.DataFormatException;
import org.tributary.internal.LineReader;
import org.tributary.internal.NullChecks;
import org.tributary.tagger.TaggedSentence;

/**
 * A streaming reader of column files, the format of the CoNLL shared tasks on chunking and named
 * entities. Each line holds one token, its columns separated by tabs or, in a line without tabs, by
 * runs of spaces; spaces around a column are dropped. A blank line ends a sentence, and so does a
 * {@code -DOCSTART-} line, which is skipped. The format has no comments: a line that begins with
 * {@code #} is a token, such as a hashtag. The text is UTF-8, plain or gzip (detected from its
 * first bytes). Not thread-safe.
 */
public final class ColumnReader extends TextReader<TaggedSentence> {
  private final ColumnLayout layout;

  private ColumnReader(LineReader lines, ColumnLayout layout) {
    super(lines);
    this.layout = layout;
  }

  /**
   * Returns all sentences of a file.
   *
   * @param layout the columns of tokens and labels
   * @throws DataFormatException if the file has no sentence, every label is {@code _}, or a line
   *     has too few columns, or an empty token or label
   * @throws IOException if the file cannot be read
   */
  public static List<TaggedSentence> read(Path path, ColumnLayout layout) throws IOException {
    try (ColumnReader reader = open(path, layout)) {
      return reader.readAll(Function.identity(), Integer.toString(layout.labelColumn()));
    }
  }

  /**
   * Opens a file.
   *
   * @param layout the columns of tokens and labels
   * @throws IOException if the file cannot be read
   */
  public static ColumnReader open(Path path, ColumnLayout layout) throws IOException {
    NullChecks.require("layout", "a value", layout);
    return open(LineReader.open(path), path.toString(), layout);
  }

  /**
   * Opens a reader on a stream, which the reader owns and closes.
   *
   * @param name the name of the text in messages
   * @param layout the columns of tokens and labels
   * @throws IOException if the stream cannot be read
   */
  public static ColumnReader open(InputStream input, String name, ColumnLayout layout)
      throws IOException {
    NullChecks.require("layout", "a value", layout);
    return new ColumnReader(new LineReader(input, name), layout);
  }

  /**
   * Returns the next sentence, or empty at the end of the text.
   *
   * @throws DataFormatException if a line has too few columns, or an empty token or label
   * @throws IOException if the text cannot be read
   */
  @Override
  public Optional<TaggedSentence> read() throws IOException {
    List<String> tokens = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    while (lines.advance()) {
      Line line = Line.of(lines);
      if (line.endsSentence()) {
        if (!tokens.isEmpty()) {
          break;
        }
        continue;
      }
      tokens.add(line.column("token", layout.tokenColumn()));
      labels.add(label(line));
    }
    return tokens.isEmpty() ? Optional.empty() : Optional.of(layout.sentence(tokens, labels));
  }

  private String label(Line line) throws DataFormatException {
    String label = line.column("label", layout.labelColumn());
    Optional<String> mismatch = layout.mismatch(label);
    if (mismatch.isPresent()) {
      throw lines.error(mismatch.get());
    }
    return label;
  }

  /**
   * The current line of a column file, split into columns.
   *
   * @param columns the texts between tabs or, in a line without tabs, between runs of spaces
   */
  record Line(LineReader lines, List<String> columns) {
    private static final String DOCUMENT_START = "-DOCSTART-";

    static Line of(LineReader lines) {
      String line = lines.text();
      return new Line(
          lines,
          line.indexOf('\t') >= 0 ? LineReader.splitAtTabs(line) : LineReader.splitAtBlanks(line));
    }

    /** Returns whether the line is blank or starts a document, rather than holding a token. */
    boolean endsSentence() {
      return lines.text().isBlank() || trimmed(columns.get(0)).equals(DOCUMENT_START);
    }

    /**
     * Returns one column without the spaces around it.
     *
     * @param role the column's content, for error messages
     * @param number the column number, from 1
     */
    String column(String role, int number) throws DataFormatException {
      if (columns.size() < number) {
        throw lines.error(
            "expected at least %d columns, the %s in column %d, got %d in %s; is the column number right, and are the columns separated by tabs or spaces?"
                .formatted(
                    number, role, number, columns.size(), DataFormatException.quote(lines.text())));
      }
      String value = trimmed(columns.get(number - 1));
      if (value.isEmpty()) {
        throw lines.error(
            "expected a %s in column %d, got nothing in %s; is a tab doubled?"
                .formatted(role, number, DataFormatException.quote(lines.text())));
      }
      return value;
    }

    /** Checks that a column number is at least 1. */
    static void requireColumn(String name, int column) {
      if (column < 1) {
        throw new IllegalArgumentException(
            "%s: expected a column number of at least 1, got %d".formatted(name, column));
      }
    }

    /** Returns {@code column} without the spaces around it. */
    private static String trimmed(String column) {
      int start = 0;
      int end = column.length();
      while (start < end && column.charAt(start) == ' ') {
        start++;
      }
      while (end > start && column.charAt(end - 1) == ' ') {
        end--;
      }
      return column.substring(start, end);
    }
  }
}
