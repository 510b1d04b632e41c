package org.tributary.tribuo.data;

import java.util.List;

/**
 * The line of a column file that a reader is at.
 *
 * @param columns between tabs or, in a line without tabs, between runs of spaces
 */
record ColumnLine(LineReader lines, List<String> columns) {
  private static final String DOCUMENT_START = "-DOCSTART-";

  static ColumnLine of(LineReader lines) {
    String line = lines.text();
    return new ColumnLine(
        lines, line.indexOf('\t') >= 0 ? ColumnSplitter.tabs(line) : ColumnSplitter.blanks(line));
  }

  /** Whether it is no token but white space, or the start of a document. */
  boolean endsSentence() {
    return lines.text().isBlank() || ColumnSplitter.trimmed(columns.get(0)).equals(DOCUMENT_START);
  }

  /**
   * One column, without the spaces around it.
   *
   * @param role what it has, for the message
   * @param number from 1
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

  /** Checks the number of a column. */
  static void requireColumn(String name, int column) {
    if (column < 1) {
      throw new IllegalArgumentException(
          "%s: expected a column number from 1 on, got %d".formatted(name, column));
    }
  }
}
