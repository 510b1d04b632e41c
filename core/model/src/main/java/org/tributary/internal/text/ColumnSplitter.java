package org.tributary.internal.text;

import java.util.ArrayList;
import java.util.List;

/**
 * A splitter of lines into columns. Blanks are the space and the tab; other white space is text.
 */
public final class ColumnSplitter {
  private ColumnSplitter() {}

  /** Returns the columns between single tabs, including empty ones. */
  public static List<String> tabs(String line) {
    List<String> columns = new ArrayList<>();
    int start = 0;
    for (int tab = line.indexOf('\t'); tab >= 0; tab = line.indexOf('\t', start)) {
      columns.add(line.substring(start, tab));
      start = tab + 1;
    }
    columns.add(line.substring(start));
    return columns;
  }

  /** Returns {@code column} without the spaces around it. */
  public static String trimmed(String column) {
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

  /** Returns the nonempty columns between runs of blanks. */
  public static List<String> blanks(String line) {
    List<String> columns = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= line.length(); i++) {
      if (i == line.length() || line.charAt(i) == ' ' || line.charAt(i) == '\t') {
        if (i > start) {
          columns.add(line.substring(start, i));
        }
        start = i + 1;
      }
    }
    return columns;
  }
}
