package org.tributary.feature;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The form of a word that an input reads: the word itself, its lower case, an affix or its shape.
 * Taggers read words absent from the training data by their forms. A value; static methods compute
 * the forms.
 */
public final class WordForm {
  /** The greatest length of an affix, in code points. */
  static final int MAX_AFFIX = 999;

  private static final Pattern AFFIX = Pattern.compile("(prefix|suffix)([1-9][0-9]{0,2})");

  private static final WordForm WORD = new WordForm("word", 0, Optional::of);
  private static final WordForm LOWER = new WordForm("lower", 0, w -> Optional.of(lower(w)));
  private static final WordForm SHAPE = new WordForm("shape", 0, w -> Optional.of(shape(w)));
  private static final WordForm SHAPE_1 =
      new WordForm("shape.1", 0, w -> Optional.of(shapeOfVersion1(w)));

  private final String rule;
  private final int length; // of an affix, else 0
  private final Function<String, Optional<String>> ofWord;

  private WordForm(String rule, int length, Function<String, Optional<String>> ofWord) {
    this.rule = rule;
    this.length = length;
    this.ofWord = ofWord;
  }

  /** Returns the form {@code word}: the word unchanged. */
  public static WordForm word() {
    return WORD;
  }

  /** Returns the form {@code lower}: the word in {@linkplain #lower lower case}. */
  public static WordForm lowercase() {
    return LOWER;
  }

  /**
   * Returns the form {@code prefix3} and the like, the {@linkplain #prefix(String, int) prefix} of
   * {@code length} code points.
   *
   * @throws IllegalArgumentException if the length is not from 1 to 999
   */
  public static WordForm prefix(int length) {
    return affix("prefix", length, word -> prefix(word, length));
  }

  /**
   * Returns the form {@code suffix3} and the like, the {@linkplain #suffix(String, int) suffix} of
   * {@code length} code points.
   *
   * @throws IllegalArgumentException if the length is not from 1 to 999
   */
  public static WordForm suffix(int length) {
    return affix("suffix", length, word -> suffix(word, length));
  }

  private static WordForm affix(
      String rule, int length, Function<String, Optional<String>> ofWord) {
    if (length < 1 || length > MAX_AFFIX) {
      throw new IllegalArgumentException(
          "affix: expected a length from 1 to %d code points, got %d".formatted(MAX_AFFIX, length));
    }
    return new WordForm(rule, length, ofWord);
  }

  /** Returns the form {@code shape}, the {@linkplain #shape(String) shape}. */
  public static WordForm shape() {
    return SHAPE;
  }

  /**
   * Returns the form {@code shape.1}, the shape that taggers of definition version 1 read: letters
   * without case and marks are characters of their own.
   */
  public static WordForm shapeOfVersion1() {
    return SHAPE_1;
  }

  /** Returns the form of this {@link #name}; empty if there is none. */
  public static Optional<WordForm> named(String name) {
    Matcher affix = AFFIX.matcher(name);
    if (affix.matches()) {
      int length = Integer.parseInt(affix.group(2));
      return Optional.of(affix.group(1).equals("prefix") ? prefix(length) : suffix(length));
    }
    return Stream.of(WORD, LOWER, SHAPE, SHAPE_1).filter(f -> f.name().equals(name)).findFirst();
  }

  /** Returns the name: {@code word}, {@code lower}, {@code prefix2}, {@code suffix3}, … */
  public String name() {
    return rule + (length > 0 ? length : "");
  }

  /** Returns the name without the length: {@code prefix} for {@code prefix2}. */
  public String rule() {
    return rule;
  }

  /** Returns the length of an affix in code points; 0 for other forms. */
  public int length() {
    return length;
  }

  /** Returns this form of a word; empty if the word is shorter than the affix. */
  public Optional<String> of(String word) {
    return ofWord.apply(word);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WordForm that && name().equals(that.name());
  }

  @Override
  public int hashCode() {
    return name().hashCode();
  }

  @Override
  public String toString() {
    return name();
  }

  /** Returns the word in lower case, by the rules of no particular language. */
  public static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }

  /** Returns the word with every digit of any script replaced by 0. */
  static String zeroDigits(String word) {
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
   * Returns the shape: one letter for each run of upper-case and title-case letters (X), lower-case
   * letters (x), letters without case (o), such as those of Chinese, Arabic and Devanagari, and
   * decimal digits of any script (d), and each run of another character as that character: {@code
   * Xx} for Walking, {@code d-d} for 12-14, {@code od} for 第3. Marks, such as accents and vowel
   * signs, and format characters belong to the character before them, as in rule WB4 of Unicode's
   * text segmentation (UAX #29).
   */
  static String shape(String word) {
    StringBuilder shape = new StringBuilder();
    int last = -1;
    for (int at = 0; at < word.length(); at += Character.charCount(word.codePointAt(at))) {
      int codePoint = word.codePointAt(at);
      int kind = last >= 0 && continues(codePoint) ? last : kind(codePoint);
      if (kind != last) {
        shape.appendCodePoint(kind);
      }
      last = kind;
    }
    return shape.toString();
  }

  /** Returns whether a character belongs to the one before it. */
  private static boolean continues(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT ->
          true;
      default -> false;
    };
  }

  private static int kind(int codePoint) {
    if (Character.isUpperCase(codePoint) || Character.isTitleCase(codePoint)) {
      return 'X';
    }
    if (Character.isLowerCase(codePoint)) {
      return 'x';
    }
    if (Character.isLetter(codePoint)) {
      return 'o';
    }
    return Character.isDigit(codePoint) ? 'd' : codePoint;
  }

  private static String shapeOfVersion1(String word) {
    StringBuilder shape = new StringBuilder();
    int last = -1;
    for (int codePoint : word.codePoints().toArray()) {
      int kind = kind(codePoint);
      boolean isOwn = kind == 'o' || Character.isTitleCase(codePoint);
      int kept = isOwn ? codePoint : kind;
      if (kept != last) {
        shape.appendCodePoint(kept);
      }
      last = kept;
    }
    return shape.toString();
  }
}
