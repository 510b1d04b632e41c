package org.tributary.text;

import java.util.List;
import org.tributary.internal.NullChecks;

/**
 * The original lines of one sentence in a column file: its token lines, then the line that ended
 * it. A line without a token that follows no sentence is a text of its own.
 *
 * @param lines the lines, without line feeds
 * @param tokens the tokens of the first lines
 */
public record ColumnText(List<String> lines, List<String> tokens) {
  private static final String NO_SPAN = "O";

  /** Makes immutable copies. */
  public ColumnText {
    NullChecks.requireElements("lines", "line", lines);
    NullChecks.requireElements("tokens", "token", tokens);
    lines = List.copyOf(lines);
    tokens = List.copyOf(tokens);
    if (lines.size() < tokens.size()) {
      throw new IllegalArgumentException(
          "column text: expected a line for each of %d tokens, got %d lines"
              .formatted(tokens.size(), lines.size()));
    }
  }

  /**
   * Returns the text with a label column appended to every line that is not blank; a line without a
   * token gets O. The separator is a tab if the line has tabs, otherwise a space. The result suits
   * conlleval, which reads predictions from the last column and requires the same number of columns
   * in every line ({@code -d '\t'} for tabs).
   *
   * @param labels one label per token
   * @return the lines, each ending in a line feed
   * @throws IllegalArgumentException if the number of labels differs from the number of tokens
   */
  public String withLabels(List<String> labels) {
    NullChecks.requireElements("labels", "label", labels);
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
