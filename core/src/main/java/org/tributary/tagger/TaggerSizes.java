package org.tributary.tagger;

import java.util.List;

/**
 * What a tagger's data decide of its shape.
 *
 * @param entries V of each input, in order: how many features or characters there are, that for
 *     unknown ones included; 0 for an input of numbers
 * @param labels K, how many labels there are
 */
public record TaggerSizes(List<Integer> entries, int labels) {

  /** Checks that there is something to read and to tell apart. */
  public TaggerSizes {
    entries = List.copyOf(entries);
    if (entries.isEmpty() || labels < 1) {
      throw new IllegalArgumentException(
          "tagger: expected at least 1 input and 1 label, got %d and %d"
              .formatted(entries.size(), labels));
    }
  }

  /** The sizes of a tagger whose only input is a table of {@code features} rows. */
  public TaggerSizes(int features, int labels) {
    this(List.of(features), labels);
    if (features < 1) {
      throw new IllegalArgumentException(
          "tagger: expected at least 1 feature and 1 label, got %d and %d"
              .formatted(features, labels));
    }
  }
}
