package org.tributary.tagger;

import java.util.List;

/**
 * What a tagger's data decide of its shape.
 *
 * @param entries V of each input, in order: how many features or characters there are, that for
 *     unknown ones included; 0 for an input of numbers
 * @param columns the labels of each column, the main one first
 */
public record TaggerSizes(List<Integer> entries, List<LabelSet> columns) {

  /** Checks that there is something to read and to tell apart. */
  public TaggerSizes {
    entries = List.copyOf(entries);
    columns = List.copyOf(columns);
    if (entries.isEmpty() || columns.isEmpty()) {
      throw new IllegalArgumentException(
          "tagger: expected at least 1 input and 1 column of labels, got %d and %d"
              .formatted(entries.size(), columns.size()));
    }
  }

  /** One column of {@code labels} labels without names. */
  public TaggerSizes(List<Integer> entries, int labels) {
    this(entries, List.of(LabelSet.ofSize(labels)));
  }

  /** The sizes of a tagger whose only input is a table of {@code features} rows. */
  public TaggerSizes(int features, List<LabelSet> columns) {
    this(List.of(features), columns);
    if (features < 1) {
      throw new IllegalArgumentException(
          "tagger: expected at least 1 feature, got %d".formatted(features));
    }
  }

  /** One table of {@code features} rows and one column of {@code labels} labels without names. */
  public TaggerSizes(int features, int labels) {
    this(features, List.of(LabelSet.ofSize(labels)));
  }

  /** K, how many labels the main column has. */
  public int labels() {
    return columns.get(0).size();
  }
}
