package org.tributary.tribuo.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tribuo.span.SpanConversion;

/**
 * Reads a column file, as the CoNLL shared tasks on chunks and entities have them, sentence by
 * sentence: one token a line, its columns separated by tabs or, in a line without tabs, by runs of
 * spaces. A line of white space alone ends a sentence, and so does a {@code -DOCSTART-} line, which
 * is skipped. There are no comments: a line that begins with {@code #} is a token, such as a
 * hashtag. The text is UTF-8, plain or gzip (told by its first bytes).
 */
public final class ColumnReader implements Closeable {
  private static final String DOCUMENT_START = "-DOCSTART-";

  private final LineReader lines;
  private final int tokenColumn;
  private final int labelColumn;
  private final Optional<SpanConversion> conversion;

  private ColumnReader(
      LineReader lines, int tokenColumn, int labelColumn, Optional<SpanConversion> conversion) {
    this.lines = lines;
    this.tokenColumn = tokenColumn;
    this.labelColumn = labelColumn;
    this.conversion = conversion;
  }

  /**
   * Opens a file.
   *
   * @param tokenColumn the token's column, from 1
   * @param labelColumn the label's column, from 1
   * @throws IllegalArgumentException if a column is below 1
   * @throws IOException if the file cannot be read
   */
  public static ColumnReader open(Path path, int tokenColumn, int labelColumn) throws IOException {
    checkColumn("tokenColumn", tokenColumn);
    checkColumn("labelColumn", labelColumn);
    return open(LineReader.open(path), path.toString(), tokenColumn, labelColumn);
  }

  /**
   * Reads from a stream, which the reader then owns and closes.
   *
   * @param name what messages call the text
   * @param tokenColumn the token's column, from 1
   * @param labelColumn the label's column, from 1
   * @throws IllegalArgumentException if a column is below 1
   * @throws IOException if the stream cannot be read
   */
  public static ColumnReader open(InputStream input, String name, int tokenColumn, int labelColumn)
      throws IOException {
    return open(input, name, tokenColumn, labelColumn, Optional.empty());
  }

  /** Reads from a stream, converting each sentence's labels where there is a conversion. */
  static ColumnReader open(
      InputStream input,
      String name,
      int tokenColumn,
      int labelColumn,
      Optional<SpanConversion> conversion)
      throws IOException {
    checkColumn("tokenColumn", tokenColumn);
    checkColumn("labelColumn", labelColumn);
    return new ColumnReader(new LineReader(input, name), tokenColumn, labelColumn, conversion);
  }

  /**
   * The next sentence, or empty at the end of the text.
   *
   * @throws ConllFormatException if a line has too few columns, or an empty token or label
   * @throws IOException if the text cannot be read
   */
  public Optional<TaggedSentence> read() throws IOException {
    List<String> tokens = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    while (lines.advance()) {
      String line = lines.text();
      List<String> columns =
          line.indexOf('\t') >= 0 ? ColumnSplitter.tabs(line) : ColumnSplitter.blanks(line);
      if (line.isBlank() || columns.get(0).equals(DOCUMENT_START)) {
        if (!tokens.isEmpty()) {
          break;
        }
        continue;
      }
      tokens.add(column(columns, "token", tokenColumn));
      labels.add(label(columns));
    }
    if (tokens.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TaggedSentence(
            tokens, conversion.isPresent() ? conversion.get().convert(labels) : labels));
  }

  /** Closes the text. */
  @Override
  public void close() throws IOException {
    lines.close();
  }

  private String label(List<String> columns) throws ConllFormatException {
    String label = column(columns, "label", labelColumn);
    Optional<String> refusal = conversion.flatMap(some -> some.from().refusal(label));
    if (refusal.isPresent()) {
      throw lines.error(refusal.get());
    }
    return label;
  }

  private String column(List<String> columns, String role, int column) throws ConllFormatException {
    if (columns.size() < column) {
      throw lines.error(
          "expected at least %d columns, the %s in column %d, got %d in %s; is the column number right, and are the columns separated by tabs or spaces?"
              .formatted(
                  column, role, column, columns.size(), ConllFormatException.quote(lines.text())));
    }
    String value = ColumnSplitter.trimmed(columns.get(column - 1));
    if (value.isEmpty()) {
      throw lines.error(
          "expected a %s in column %d, got nothing in %s; is a tab doubled?"
              .formatted(role, column, ConllFormatException.quote(lines.text())));
    }
    return value;
  }

  private static void checkColumn(String name, int column) {
    if (column < 1) {
      throw new IllegalArgumentException(
          "%s: expected a column number from 1 on, got %d".formatted(name, column));
    }
  }
}
