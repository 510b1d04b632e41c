package org.tributary.internal;

import java.util.List;

/** Checks of tokenized sentences to tag; messages give the position of the cause, from 1. */
public final class SentenceChecks {
  private SentenceChecks() {}

  /**
   * Checks the sentences of a call.
   *
   * @throws IllegalArgumentException if a sentence or a token is empty
   * @throws NullPointerException if the list, a sentence or a token is null
   */
  public static void requireTokens(List<List<String>> sentences) {
    NullChecks.requireElements("sentences", "sentence", sentences);
    int number = 1;
    for (List<String> sentence : sentences) {
      require(
          sentences.size() == 1
              ? "the sentence"
              : "sentence %d of %d".formatted(number, sentences.size()),
          sentence);
      number++;
    }
  }

  /**
   * Returns a copy of the tokens of a sentence.
   *
   * @throws IllegalArgumentException if there is no token, or one is empty
   * @throws NullPointerException if the list or a token is null
   */
  public static List<String> copyOf(List<String> tokens) {
    require("the sentence", tokens);
    return List.copyOf(tokens);
  }

  private static void require(String sentence, List<String> tokens) {
    NullChecks.require("tokens", "a list", tokens);
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException(
          "tokens: expected at least one, got none in %s; leave it out".formatted(sentence));
    }
    int number = 1;
    for (String token : tokens) {
      if (token == null) {
        throw new NullPointerException(invalidToken(number, sentence, "null"));
      }
      if (token.isEmpty()) {
        throw new IllegalArgumentException(invalidToken(number, sentence, "empty"));
      }
      number++;
    }
  }

  private static String invalidToken(int token, String sentence, String state) {
    return "tokens: expected a text for each, but token %d of %s is %s; give it a text or leave it out"
        .formatted(token, sentence, state);
  }
}
