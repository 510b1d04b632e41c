package org.tributary.tagger;

import java.util.List;
import org.tributary.internal.param.NullChecks;

/**
 * A tokenized sentence with one label per token. Immutable.
 *
 * @param tokens the tokens, at least one, none empty
 * @param labels the labels, one per token, none empty
 */
public record TaggedSentence(List<String> tokens, List<String> labels) {

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there is no token, the lists differ in length, or a token
   *     or label is empty
   * @throws NullPointerException if a list, a token or a label is null
   */
  public TaggedSentence {
    tokens = checkTokens(tokens);
    NullChecks.requireElements("labels", "label", labels);
    labels = List.copyOf(labels);
    if (labels.size() != tokens.size()) {
      throw new IllegalArgumentException(
          "labels: expected %d, one per token, got %d".formatted(tokens.size(), labels.size()));
    }
    int empty = labels.indexOf("");
    if (empty >= 0) {
      throw new IllegalArgumentException(
          "labels: expected a text for token %d (\"%s\"), got nothing"
              .formatted(empty + 1, tokens.get(empty)));
    }
  }

  /**
   * Returns a copy of valid tokens of a sentence.
   *
   * @throws IllegalArgumentException if there is no token, or one is empty
   * @throws NullPointerException if the list or a token is null
   */
  public static List<String> checkTokens(List<String> tokens) {
    NullChecks.requireTokens("the sentence", tokens);
    List<String> copy = List.copyOf(tokens);
    if (copy.isEmpty()) {
      throw new IllegalArgumentException("tokens: expected at least one, got none");
    }
    int empty = copy.indexOf("");
    if (empty >= 0) {
      throw new IllegalArgumentException(
          "tokens: expected a text for token %d of %d, got nothing"
              .formatted(empty + 1, copy.size()));
    }
    return copy;
  }
}
