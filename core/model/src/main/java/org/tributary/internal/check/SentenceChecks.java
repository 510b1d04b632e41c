package org.tributary.internal.check;

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
      String reference =
          sentences.size() == 1
              ? "the sentence"
              : "sentence %d of %d".formatted(number, sentences.size());
      NullChecks.requireTokens(reference, sentence);
      if (sentence.isEmpty()) {
        throw new IllegalArgumentException(
            "tokens: expected at least one, got none in %s; leave it out".formatted(reference));
      }
      int empty = sentence.indexOf("");
      if (empty >= 0) {
        throw new IllegalArgumentException(
            "tokens: expected a text for each, but token %d of %s is empty; give it a text or leave it out"
                .formatted(empty + 1, reference));
      }
      number++;
    }
  }
}
