package org.tributary.tribuo.data;

import java.util.List;

/**
 * Lines of a column file: those of a sentence's tokens, then the one that ends it; or a line that
 * is no token alone.
 *
 * @param lines without line feeds
 * @param tokens of the first lines
 */
public record ColumnText(List<String> lines, List<String> tokens) {
  private static final String NO_SPAN = "O";

  /** Takes immutable copies. */
  public ColumnText {
    lines = List.copyOf(lines);
    tokens = List.copyOf(tokens);
    if (lines.size() < tokens.size()) {
      throw new IllegalArgumentException(
          "column text: expected a line for each of %d tokens, got %d lines"
              .formatted(tokens.size(), lines.size()));
    }
  }

  /**
   * The text with a label behind each line that is not blank, O behind one that is no token: after
   * a tab where the line has tabs, else after a space. So conlleval reads it, which takes the last
   * column for the predicted one and wants as many columns in every line ({@code -d '\t'} for
   * tabs).
   *
   * @param labels as many as tokens
   * @return lines that end in line feeds
   * @throws IllegalArgumentException if there are more or fewer
   */
  public String labelled(List<String> labels) {
    if (labels.size() != tokens.size()) {
      throw new IllegalArgumentException(
          "column text: expected %d labels, one for each token, got %d"
              .formatted(tokens.size(), labels.size()));
    }
    StringBuilder text = new StringBuilder();
    for (int k = 0; k < lines.size(); k++) {
      String line = lines.get(k);
      if (line.isBlank()) {
        text.append(line);
      } else {
        text.append(line.replaceAll(" +$", ""))
            .append(line.indexOf('\t') >= 0 ? '\t' : ' ')
            .append(k < labels.size() ? labels.get(k) : NO_SPAN);
      }
      text.append('\n');
    }
    return text.toString();
  }
}
