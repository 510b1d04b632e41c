package org.tributary.tribuo.data;

import java.util.List;

/**
 * The tokens of one sentence, each with its label. Immutable.
 *
 * @param tokens at least one, none empty
 * @param labels as many as tokens, none empty
 */
public record TaggedSentence(List<String> tokens, List<String> labels) {
  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there is no token, the numbers differ, or a text is empty
   */
  public TaggedSentence {
    tokens = TokenSequences.checkTokens(tokens);
    labels = List.copyOf(labels);
    if (labels.size() != tokens.size()) {
      throw new IllegalArgumentException(
          "labels: expected %d, one a token, got %d".formatted(tokens.size(), labels.size()));
    }
    int empty = labels.indexOf("");
    if (empty >= 0) {
      throw new IllegalArgumentException(
          "labels: expected a text for token %d (%s), got nothing"
              .formatted(empty + 1, ConllFormatException.quote(tokens.get(empty))));
    }
  }
}
