package org.tributary.tribuo.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One sentence of a CoNLL-U text with every line as it was read: comments, multiword ranges and
 * empty nodes too. Its words are the lines with an integer ID. Immutable.
 */
public final class ConlluSentence {
  private final List<String> lines;
  private final List<Integer> wordLines;

  /** Lines already checked: each word line has ten columns. */
  ConlluSentence(List<String> lines, List<Integer> wordLines) {
    this.lines = Collections.unmodifiableList(lines);
    this.wordLines = wordLines;
  }

  /** All lines in order, without terminators and without the blank line at the end. */
  public List<String> lines() {
    return lines;
  }

  /** The forms of the words. */
  public List<String> words() {
    return column(ConlluColumn.FORM);
  }

  /** One column's values, one a word. */
  public List<String> column(ConlluColumn column) {
    List<String> values = new ArrayList<>(wordLines.size());
    for (int index : wordLines) {
      String line = lines.get(index);
      int start = start(line, column);
      values.add(line.substring(start, end(line, start)));
    }
    return Collections.unmodifiableList(values);
  }

  /**
   * The same sentence with other values in one column of its words; all else stays as it is.
   *
   * @param column any column but the ID
   * @param values one a word, none empty or with a tab or a line break
   * @throws IllegalArgumentException if the column is the ID, or the values do not fit
   */
  public ConlluSentence withColumn(ConlluColumn column, List<String> values) {
    if (column == ConlluColumn.ID) {
      throw new IllegalArgumentException(
          "column: expected a column to fill in, got ID, which numbers the words");
    }
    if (values.size() != wordLines.size()) {
      throw new IllegalArgumentException(
          "values: expected %d, one a word, got %d".formatted(wordLines.size(), values.size()));
    }
    List<String> filled = new ArrayList<>(lines);
    for (int i = 0; i < values.size(); i++) {
      String line = lines.get(wordLines.get(i));
      int start = start(line, column);
      String value = checkValue(values.get(i), i);
      filled.set(
          wordLines.get(i), line.substring(0, start) + value + line.substring(end(line, start)));
    }
    return new ConlluSentence(filled, wordLines);
  }

  /** The sentence as it stands in a file: each line with LF, and a blank line at the end. */
  public String text() {
    return String.join("\n", lines) + "\n\n";
  }

  private static String checkValue(String value, int index) {
    if (value.isEmpty() || value.chars().anyMatch(c -> c == '\t' || c == '\n' || c == '\r')) {
      throw new IllegalArgumentException(
          "values: expected a text without tabs and line breaks for word %d, got %s; CoNLL-U writes _ for nothing"
              .formatted(index + 1, DataFormatException.quote(value)));
    }
    return value;
  }

  private static int start(String line, ConlluColumn column) {
    int start = 0;
    for (int i = 1; i < column.number(); i++) {
      start = line.indexOf('\t', start) + 1;
    }
    return start;
  }

  private static int end(String line, int start) {
    int tab = line.indexOf('\t', start);
    return tab < 0 ? line.length() : tab;
  }
}
