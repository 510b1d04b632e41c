package org.tributary.tagger;

/**
 * What a tagger's data decide of its shape.
 *
 * @param features V, how many features there are, the one for unknown words included
 * @param labels K, how many labels there are
 */
public record TaggerSizes(int features, int labels) {

  /** Checks that there is something to read and to tell apart. */
  public TaggerSizes {
    if (features < 1 || labels < 1) {
      throw new IllegalArgumentException(
          "tagger: expected at least 1 feature and 1 label, got %d and %d"
              .formatted(features, labels));
    }
  }
}
