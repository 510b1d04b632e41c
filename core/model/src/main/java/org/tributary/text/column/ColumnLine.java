package org.tributary.text.column;

import java.util.List;
import org.tributary.internal.text.ColumnSplitter;
import org.tributary.internal.text.LineReader;
import org.tributary.text.DataFormatException;

/**
 * The current line of a column file, split into columns.
 *
 * @param columns the texts between tabs or, in a line without tabs, between runs of spaces
 */
record ColumnLine(LineReader lines, List<String> columns) {
  private static final String DOCUMENT_START = "-DOCSTART-";

  static ColumnLine of(LineReader lines) {
    String line = lines.text();
    return new ColumnLine(
        lines, line.indexOf('\t') >= 0 ? ColumnSplitter.tabs(line) : ColumnSplitter.blanks(line));
  }

  /** Returns whether the line is blank or starts a document, rather than holding a token. */
  boolean endsSentence() {
    return lines.text().isBlank() || ColumnSplitter.trimmed(columns.get(0)).equals(DOCUMENT_START);
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
    String value = ColumnSplitter.trimmed(columns.get(number - 1));
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
}
