package org.tributary.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.tributary.DataFormatException;

/**
 * The ten columns of a CoNLL-U word line, in order.
 *
 * @see <a href="https://universaldependencies.org/format.html">CoNLL-U format</a>
 */
public enum ConlluColumn {
  /** Word index: 1, 2, 3 and so on in each sentence. */
  ID(1),
  /** The word itself. */
  FORM(2),
  /** Dictionary form. */
  LEMMA(3),
  /** Universal part-of-speech tag. */
  UPOS(4),
  /** The language's own part-of-speech tag. */
  XPOS(5),
  /** Morphological features. */
  FEATS(6),
  /** ID of the syntactic head, 0 for the root. */
  HEAD(7),
  /** Relation to the head. */
  DEPREL(8),
  /** Enhanced dependency graph. */
  DEPS(9),
  /** Any other annotation. */
  MISC(10);

  private final int number;

  ConlluColumn(int number) {
    this.number = number;
  }

  /** Returns the column number, from 1. */
  public int number() {
    return number;
  }

  /** Returns the number and name for messages, as in {@code 4 (UPOS)}. */
  public String description() {
    return "%d (%s)".formatted(number, this);
  }

  /**
   * Parses a column number or name.
   *
   * @param text a number from 1 to 10, or a column's name in upper or lower case
   * @throws IllegalArgumentException if there is no such column; the message lists the valid ones
   */
  public static ConlluColumn parse(String text) {
    return Arrays.stream(values())
        .filter(c -> c.name().equalsIgnoreCase(text) || Integer.toString(c.number).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "column: expected a number from 1 to 10 or one of %s, got %s"
                        .formatted(names(), DataFormatException.quote(text))));
  }

  private static String names() {
    return Arrays.stream(values())
        .map(c -> c.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }
}
