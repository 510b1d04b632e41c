package org.tributary.input;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * How often each entry of an input comes in the training data, which decides what training hides,
 * and which entry stands for the unknown. Immutable.
 */
public final class Occurrences {
  private final int[] counts;
  private final int unknown;

  private Occurrences(int[] counts, int unknown) {
    this.counts = counts;
    this.unknown = unknown;
  }

  /**
   * Entries that may be hidden.
   *
   * @param counts indexed by entry, each at least 0
   * @param unknown the entry that unknown and hidden ones are read as
   * @throws IllegalArgumentException if there is no such entry
   */
  public static Occurrences of(int[] counts, int unknown) {
    if (unknown < 0 || unknown >= counts.length) {
      throw new IllegalArgumentException(
          "occurrences: expected the unknown entry from 0 to %d, got %d"
              .formatted(counts.length - 1, unknown));
    }
    return new Occurrences(counts.clone(), unknown);
  }

  /** An input of which nothing is ever hidden: numbers, frozen vectors. */
  public static Occurrences neverHidden() {
    return new Occurrences(new int[0], -1);
  }

  /**
   * Checks that these are of {@code input}.
   *
   * @throws IllegalArgumentException if there is not a count for each of {@code entries}
   */
  public void requireFit(Input input, int entries) {
    if (unknown >= 0 && counts.length != entries) {
      throw new IllegalArgumentException(
          "input %s: expected a count for each of %d entries, got %d"
              .formatted(input.name(), entries, counts.length));
    }
  }

  /**
   * Hides an entry seen n times with probability rate/(rate+n), and all that stands at the
   * positions that {@code words} chooses.
   */
  public Hiding hiding(double rate, RandomGenerator random, IntPredicate words) {
    if (unknown < 0) {
      return Hiding.none();
    }
    return new Hiding() {
      @Override
      public boolean hides(int entry) {
        return rate > 0 && random.nextDouble() < rate / (rate + counts[entry]);
      }

      @Override
      public boolean hidesAt(int position) {
        return words.test(position);
      }

      @Override
      public int unknown() {
        return unknown;
      }
    };
  }

  @Override
  public String toString() {
    return "%d occurrences of %d entries, unknown %d"
        .formatted(Arrays.stream(counts).asLongStream().sum(), counts.length, unknown);
  }
}
