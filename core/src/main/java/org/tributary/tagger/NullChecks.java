package org.tributary.tagger;

import java.util.List;

/** Refuses null in lists that a caller hands in, and says at which position, from 1. */
final class NullChecks {
  private NullChecks() {}

  /**
   * Checks a list and its elements.
   *
   * @param list the list's name
   * @param element what one of its elements is
   * @throws NullPointerException if the list or one of its elements is null
   */
  static void requireElements(String list, String element, List<?> all) {
    requireList(list, all);
    int number = 1;
    for (Object each : all) {
      if (each == null) {
        throw new NullPointerException(
            "%s: expected no null, but %s %d of %d is null"
                .formatted(list, element, number, all.size()));
      }
      number++;
    }
  }

  /**
   * Checks the tokens of a sentence.
   *
   * @param sentence which sentence it is, as "the sentence"
   * @throws NullPointerException if the list or one of its tokens is null
   */
  static void requireTokens(String sentence, List<String> tokens) {
    requireList("tokens", tokens);
    int number = 1;
    for (String token : tokens) {
      if (token == null) {
        throw new NullPointerException(
            "tokens: expected a text for each, but token %d of %s is null; give it a text or leave it out"
                .formatted(number, sentence));
      }
      number++;
    }
  }

  private static void requireList(String list, List<?> all) {
    if (all == null) {
      throw new NullPointerException(list + ": expected a list, got null");
    }
  }
}
