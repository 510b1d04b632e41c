package org.tributary.examples.job;

import java.util.Locale;
import java.util.Optional;
import org.tributary.tribuo.data.ConlluColumn;

/** Which column of a file holds the labels. */
public sealed interface LabelColumnChoice {

  /**
   * A column that CoNLL-U has a name for.
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
   * A column by its place.
   *
   * @param number from 1
   */
  record Numbered(int number) implements LabelColumnChoice {

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException where it is below 1
     */
    public Numbered {
      if (number < 1) {
        throw new IllegalArgumentException(
            "expected a column number from 1 on, got " + number + "; the first column is 1");
      }
    }

    @Override
    public String toString() {
      return Integer.toString(number);
    }
  }

  /**
   * Why labels cannot stand in a column of CoNLL-U.
   *
   * @param column any
   * @return empty where they can: it has neither the words nor their numbers
   */
  static Optional<String> refusal(ConlluColumn column) {
    return column == ConlluColumn.ID || column == ConlluColumn.FORM
        ? Optional.of(
            "expected a column of labels, got %s, which the words come from"
                .formatted(column.name().toLowerCase(Locale.ROOT)))
        : Optional.empty();
  }

  /**
   * Reads a column as a person writes it.
   *
   * @param text a column's name in CoNLL-U, such as upos, or a number
   * @return the column
   * @throws IllegalArgumentException where it is neither
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
