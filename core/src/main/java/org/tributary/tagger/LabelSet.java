package org.tributary.tagger;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The labels of a column.
 *
 * @param size K, how many there are
 * @param names by index, where they are known; the rules of a scheme are about names
 */
public record LabelSet(int size, Optional<List<String>> names) {

  /**
   * Checks that there is something to tell apart.
   *
   * @throws IllegalArgumentException if there is no label, or there are not as many names as
   *     labels, each of them once
   */
  public LabelSet {
    Objects.requireNonNull(names, "names");
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
            "labels: expected each name once, got \"%s\" twice; two numbers of one label would share its steps between them"
                .formatted(name));
      }
    }
  }

  /** So many labels without names. */
  public static LabelSet ofSize(int size) {
    return new LabelSet(size, Optional.empty());
  }

  /** Labels of these names, by index. */
  public static LabelSet of(List<String> names) {
    return new LabelSet(names.size(), Optional.of(names));
  }
}
