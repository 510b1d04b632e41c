package org.tributary.examples.job;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import org.tributary.text.ConlluColumn;

/**
 * The label column of a file, by name or by number.
 *
 * @param text the name of a column of CoNLL-U, such as upos, or a number from 1
 */
public record LabelColumnChoice(String text) {
  /**
   * Checks the column.
   *
   * @throws IllegalArgumentException if the text is neither a name nor a number
   */
  public LabelColumnChoice {
    String given = text;
    if (given.matches("[+-]?\\d{1,6}")) {
      int number = Integer.parseInt(given);
      if (number < 1) {
        throw new IllegalArgumentException(
            "expected a column number of at least 1, got " + number + "; the first column is 1");
      }
      text = Integer.toString(number);
    } else if (Arrays.stream(ConlluColumn.values())
        .noneMatch(column -> column.name().equalsIgnoreCase(given))) {
      throw new IllegalArgumentException(
          "expected upos, xpos or another column name of CoNLL-U, or a column number, got '"
              + given
              + "'");
    } else {
      text = given.toLowerCase(Locale.ROOT);
    }
  }

  /** Returns whether this is the name of a column of CoNLL-U. */
  public boolean isNamed() {
    return !Character.isDigit(text.charAt(0));
  }

  /**
   * Returns the column of this name or number in CoNLL-U.
   *
   * @throws IllegalArgumentException if there is none of this number
   */
  public ConlluColumn conllu() {
    return ConlluColumn.parse(text);
  }

  /**
   * Checks that a CoNLL-U column can hold labels.
   *
   * @param error returns the error of a reason
   * @throws RuntimeException the error, if the column is ID or FORM
   */
  public static void requireLabels(
      ConlluColumn column, Function<String, ? extends RuntimeException> error) {
    if (column == ConlluColumn.ID || column == ConlluColumn.FORM) {
      throw error.apply(
          "expected a column of labels, got %s, which the words come from"
              .formatted(column.name().toLowerCase(Locale.ROOT)));
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
