package org.tributary.head;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tributary.internal.NullChecks;

/**
 * The label set of a column.
 *
 * @param size K, the number of labels
 * @param names the label names by index, if known; tag schemes require them
 */
public record LabelSet(int size, Optional<List<String>> names) {

  /**
   * Checks size and names.
   *
   * @throws IllegalArgumentException if there is no label, the number of names differs from the
   *     number of labels, or a name is repeated
   */
  public LabelSet {
    NullChecks.require("names", "a value", names);
    if (size < 1) {
      throw new IllegalArgumentException(
          "labels: expected at least 1 in a column, got %d".formatted(size));
    }
    names = names.map(List::copyOf);
    if (names.isPresent() && names.get().size() != size) {
      throw new IllegalArgumentException(
          "labels: expected %d names, got %d".formatted(size, names.get().size()));
    }
    names.ifPresent(LabelSet::requireDistinct);
  }

  private static void requireDistinct(List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            "labels: expected each name once, got \"%s\" twice; two indices for one label would split its probability"
                .formatted(name));
      }
    }
  }

  /** Returns a set of {@code size} unnamed labels. */
  public static LabelSet ofSize(int size) {
    return new LabelSet(size, Optional.empty());
  }

  /** Returns a set of named labels, by index. */
  public static LabelSet of(List<String> names) {
    return new LabelSet(names.size(), Optional.of(names));
  }
}
