package org.tributary.examples.job;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;
import org.tributary.text.conllu.ConlluColumn;

/** The label column of a file, by name or by number. */
public sealed interface LabelColumnChoice extends Serializable {

  /**
   * A CoNLL-U column by name.
   *
   * @param column the column
   */
  record Named(ConlluColumn column) implements LabelColumnChoice {
    @Override
    public String toString() {
      return column.name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A column by number.
   *
   * @param number the column number, from 1
   */
  record Numbered(int number) implements LabelColumnChoice {

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if the number is below 1
     */
    public Numbered {
      if (number < 1) {
        throw new IllegalArgumentException(
            "expected a column number of at least 1, got " + number + "; the first column is 1");
      }
    }

    @Override
    public String toString() {
      return Integer.toString(number);
    }
  }

  /**
   * Returns the reason why a CoNLL-U column cannot hold labels.
   *
   * @param column any column
   * @return the reason, or empty unless the column is ID or FORM
   */
  static Optional<String> refusal(ConlluColumn column) {
    return column == ConlluColumn.ID || column == ConlluColumn.FORM
        ? Optional.of(
            "expected a column of labels, got %s, which the words come from"
                .formatted(column.name().toLowerCase(Locale.ROOT)))
        : Optional.empty();
  }

  /**
   * Parses a label column.
   *
   * @param text a column's name in CoNLL-U, such as upos, or a number
   * @return the column
   * @throws IllegalArgumentException if the text is neither
   */
  static LabelColumnChoice parse(String text) {
    if (text.matches("[+-]?\\d{1,6}")) {
      return new Numbered(Integer.parseInt(text));
    }
    for (ConlluColumn column : ConlluColumn.values()) {
      if (column.name().equalsIgnoreCase(text)) {
        return new Named(column);
      }
    }
    throw new IllegalArgumentException(
        "expected upos, xpos or another column name of CoNLL-U, or a column number, got '"
            + text
            + "'");
  }
}
