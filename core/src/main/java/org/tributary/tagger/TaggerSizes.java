package org.tributary.tagger;

import java.util.List;

/**
 * What a tagger's data decide of its shape.
 *
 * @param features V, how many features there are, the one for unknown words included
 * @param columns the labels of each column, the main one first
 */
public record TaggerSizes(int features, List<LabelSet> columns) {

  /** Checks that there is something to read and to tell apart. */
  public TaggerSizes {
    columns = List.copyOf(columns);
    if (features < 1 || columns.isEmpty()) {
      throw new IllegalArgumentException(
          "tagger: expected at least 1 feature and 1 column of labels, got %d and %d"
              .formatted(features, columns.size()));
    }
  }

  /** One column of {@code labels} labels without names. */
  public TaggerSizes(int features, int labels) {
    this(features, List.of(LabelSet.ofSize(labels)));
  }

  /** K, how many labels the main column has. */
  public int labels() {
    return columns.get(0).size();
  }
}
