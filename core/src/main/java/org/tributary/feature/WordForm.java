package org.tributary.feature;

import java.util.Locale;
import java.util.Optional;

/**
 * The form of a word: its lower case, affixes and shape, from which taggers read words absent from
 * the training data.
 */
public final class WordForm {
  private WordForm() {}

  /** Returns the word in lower case, by the rules of no particular language. */
  public static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }

  /** Returns the word with every digit of any script replaced by 0. */
  public static String zeroDigits(String word) {
    if (word.codePoints().noneMatch(Character::isDigit)) {
      return word;
    }
    StringBuilder zeros = new StringBuilder();
    word.codePoints().forEach(c -> zeros.appendCodePoint(Character.isDigit(c) ? '0' : c));
    return zeros.toString();
  }

  /**
   * Returns the first {@code length} code points of the lower-cased word.
   *
   * @param length at least 1
   * @return empty if the lower-cased word is shorter
   */
  public static Optional<String> prefix(String word, int length) {
    String lower = lower(word);
    return hasLength(lower, length)
        ? Optional.of(lower.substring(0, lower.offsetByCodePoints(0, length)))
        : Optional.empty();
  }

  /**
   * Returns the last {@code length} code points of the lower-cased word.
   *
   * @param length at least 1
   * @return empty if the lower-cased word is shorter
   */
  public static Optional<String> suffix(String word, int length) {
    String lower = lower(word);
    return hasLength(lower, length)
        ? Optional.of(lower.substring(lower.offsetByCodePoints(lower.length(), -length)))
        : Optional.empty();
  }

  private static boolean hasLength(String lower, int length) {
    if (length < 1) {
      throw new IllegalArgumentException(
          "affix: expected a length of at least 1, got %d".formatted(length));
    }
    return lower.codePointCount(0, lower.length()) >= length;
  }

  /**
   * Returns the shape: one letter for each run of upper case (X), lower case (x) and digits (d),
   * and each run of another character as that character: {@code Xx} for Walking, {@code d-d} for
   * 12-14.
   */
  public static String shape(String word) {
    StringBuilder shape = new StringBuilder();
    int last = -1;
    for (int at = 0; at < word.length(); at += Character.charCount(word.codePointAt(at))) {
      int kind = kind(word.codePointAt(at));
      if (kind != last) {
        shape.appendCodePoint(kind);
      }
      last = kind;
    }
    return shape.toString();
  }

  private static int kind(int codePoint) {
    if (Character.isUpperCase(codePoint)) {
      return 'X';
    }
    if (Character.isLowerCase(codePoint)) {
      return 'x';
    }
    return Character.isDigit(codePoint) ? 'd' : codePoint;
  }
}
