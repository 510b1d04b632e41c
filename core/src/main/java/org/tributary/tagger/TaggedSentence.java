package org.tributary.tagger;

import java.util.List;

/**
 * Words and the label of each.
 *
 * @param words at least one
 * @param labels as many
 */
public record TaggedSentence(List<String> words, List<String> labels) {

  /** Copies both lists and checks that they fit. */
  public TaggedSentence {
    words = List.copyOf(words);
    labels = List.copyOf(labels);
    if (words.isEmpty() || words.size() != labels.size()) {
      throw new IllegalArgumentException(
          "tagged sentence: expected at least one word and a label for each, got %d words and %d"
                  .formatted(words.size(), labels.size())
              + " labels");
    }
  }
}
