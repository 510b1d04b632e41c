package org.tributary.serve;

import java.util.ArrayList;
import java.util.List;
import org.tributary.internal.check.SentenceChecks;

/**
 * The limits of a request, checked before it is queued.
 *
 * @param maxQueue the maximum number of sentences of a request, the capacity of the queue
 * @param maxTokens the maximum number of tokens of a sentence
 * @param maxTokenLength the maximum length of a token in chars
 */
record RequestLimits(int maxQueue, int maxTokens, int maxTokenLength) {

  /**
   * Returns an unmodifiable copy of sentences within the limits.
   *
   * @throws IllegalArgumentException if a sentence or a token is empty or too long, or there are
   *     more sentences than the queue holds
   * @throws NullPointerException if the list, a sentence or a token is null
   */
  List<List<String>> copy(List<List<String>> sentences) {
    SentenceChecks.requireTokens(sentences);
    if (sentences.size() > maxQueue) {
      throw new IllegalArgumentException(
          "tagging: expected at most %d sentences, the capacity of the queue, got %d; divide the request, or raise maxQueue"
              .formatted(maxQueue, sentences.size()));
    }
    List<List<String>> copies = new ArrayList<>(sentences.size());
    for (List<String> sentence : sentences) {
      String name =
          sentences.size() == 1
              ? "the sentence"
              : "sentence %d of %d".formatted(copies.size() + 1, sentences.size());
      requireLength(name, sentence);
      copies.add(List.copyOf(sentence));
    }
    return List.copyOf(copies);
  }

  private void requireLength(String name, List<String> sentence) {
    if (sentence.size() > maxTokens) {
      throw new IllegalArgumentException(
          "tagging: expected at most %d tokens in %s, got %d; split it, or raise maxTokens"
              .formatted(maxTokens, name, sentence.size()));
    }
    for (int k = 0; k < sentence.size(); k++) {
      int length = sentence.get(k).length();
      if (length > maxTokenLength) {
        throw new IllegalArgumentException(
            "tagging: expected tokens of at most %d chars in %s, got %d at token %d; is the text tokenized? shorten it, or raise maxTokenLength"
                .formatted(maxTokenLength, name, length, k + 1));
      }
    }
  }
}
