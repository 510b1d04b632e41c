package org.tributary.feature;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;

/**
 * The lookup of a word in a table of vectors: the word unchanged, then in lower case, then both
 * with every digit replaced by 0. Tables of vectors are often of lower-cased text, and lack most
 * numbers.
 */
public final class VectorLookup {
  /** The entry of a form without a vector. */
  public static final int NONE = -1;

  private VectorLookup() {}

  /** Returns the distinct forms of a word, in the order of lookup. */
  public static List<String> forms(String word) {
    String lower = WordForm.lower(word);
    return List.of(word, lower, WordForm.zeroDigits(word), WordForm.zeroDigits(lower)).stream()
        .distinct()
        .toList();
  }

  /**
   * Returns the entry of the first form that has one.
   *
   * @param entryOf the entry of a form, or {@link #NONE}
   */
  public static OptionalInt entry(String word, ToIntFunction<String> entryOf) {
    int exact = entryOf.applyAsInt(word);
    if (exact != NONE) {
      return OptionalInt.of(exact);
    }
    return forms(word).stream()
        .skip(1)
        .mapToInt(entryOf)
        .filter(entry -> entry != NONE)
        .findFirst();
  }
}
