package org.tributary.tagger;

import java.util.List;

/**
 * A label sequence of a sentence with its probability, as from k-best decoding. Immutable.
 *
 * @param labels one label per token
 * @param logProbability the natural logarithm of the sequence's probability
 */
public record ScoredLabels(List<String> labels, double logProbability) {

  /** Copies the list. */
  public ScoredLabels {
    labels = List.copyOf(labels);
  }
}
