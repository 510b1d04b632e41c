package org.tributary.examples.bench.measurement;

import java.util.regex.Pattern;

/** The regular inflected forms of English words, by spelling alone. */
final class EnglishInflection {
  private static final Pattern SIBILANT = Pattern.compile("(s|x|z|ch|sh)$");

  /** One syllable that ends in one vowel and one consonant, which is doubled: stop, stopped. */
  private static final Pattern DOUBLED = Pattern.compile("[^aeiou]*[aeiouy][bdgklmnprtvz]");

  private static final Pattern VOWELS = Pattern.compile("[aeiouy]+");

  private EnglishInflection() {}

  /** Returns a verb's third person. */
  static String thirdPerson(String verb) {
    return verb.endsWith("o") && !verb.endsWith("oo") ? verb + "es" : plural(verb);
  }

  /** Returns a noun's plural. */
  static String plural(String word) {
    if (SIBILANT.matcher(word).find()) {
      return word + "es";
    }
    return endsInConsonantAndY(word) && word.length() > 1
        ? withoutLast(word, 1) + "ies"
        : word + "s";
  }

  /** Returns a verb's past tense. */
  static String ed(String verb) {
    if (verb.endsWith("e")) {
      return verb + "d";
    }
    return endsInConsonantAndY(verb) ? withoutLast(verb, 1) + "ied" : doubled(verb) + "ed";
  }

  /** Returns a verb's present participle. */
  static String ing(String verb) {
    if (verb.endsWith("ie")) {
      return withoutLast(verb, 2) + "ying";
    }
    if (verb.endsWith("e") && !verb.endsWith("ee") && verb.length() > 2) {
      return withoutLast(verb, 1) + "ing";
    }
    return doubled(verb) + "ing";
  }

  /**
   * Returns an adjective's comparative or superlative, by {@code suffix} {@code er} or {@code est}.
   */
  static String compared(String adjective, String suffix) {
    if (adjective.endsWith("e")) {
      return adjective + suffix.substring(1);
    }
    return endsInConsonantAndY(adjective)
        ? withoutLast(adjective, 1) + "i" + suffix
        : doubled(adjective) + suffix;
  }

  /**
   * Returns whether an adjective is short enough for {@link #compared}: pretty, but not certain.
   */
  static boolean isComparable(String adjective) {
    String spoken = adjective.replaceFirst("(?<=[^aeiou])e$", ""); // the e of wise is silent
    long groups = VOWELS.matcher(spoken).results().count();
    return groups == 1 || (groups == 2 && adjective.endsWith("y"));
  }

  private static boolean endsInConsonantAndY(String word) {
    return word.endsWith("y")
        && (word.length() == 1 || "aeiou".indexOf(word.charAt(word.length() - 2)) < 0);
  }

  private static String doubled(String word) {
    return word.length() >= 3 && DOUBLED.matcher(word).matches()
        ? word + word.charAt(word.length() - 1)
        : word;
  }

  private static String withoutLast(String word, int letters) {
    return word.substring(0, word.length() - letters);
  }
}
