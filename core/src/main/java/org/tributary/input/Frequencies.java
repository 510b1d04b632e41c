package org.tributary.input;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;

/**
 * How often each entry of an input comes in the training data, which decides what training hides,
 * and which entry stands for the unknown. Immutable.
 */
public final class Frequencies {
  private final int[] counts;
  private final int unknown;

  private Frequencies(int[] counts, int unknown) {
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
  public static Frequencies of(int[] counts, int unknown) {
    if (unknown < 0 || unknown >= counts.length) {
      throw new IllegalArgumentException(
          "occurrences: expected the unknown entry from 0 to %d, got %d"
              .formatted(counts.length - 1, unknown));
    }
    return new Frequencies(counts.clone(), unknown);
  }

  /** An input of which nothing is ever hidden: numbers, frozen vectors. */
  public static Frequencies neverHidden() {
    return new Frequencies(new int[0], -1);
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
   * Hides what is rare for the luck of its position, and all features where words are hidden.
   *
   * @param rate r: an entry seen n times is hidden where the luck is below r/(r+n)
   * @param luck of each position, from 0 to below 1
   * @param words the positions where all features are hidden
   */
  public UnkReplacement hiding(double rate, IntToDoubleFunction luck, IntPredicate words) {
    if (unknown < 0) {
      return UnkReplacement.none();
    }
    return new UnkReplacement() {
      @Override
      public boolean hides(int entry, int position) {
        double chance = rate > 0 ? rate / (rate + counts[entry]) : 0;
        return luck.applyAsDouble(position) < chance;
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

  /** Hands every number that these are made of to {@code number}, for a checksum. */
  public void forEachNumber(IntConsumer number) {
    number.accept(unknown);
    number.accept(counts.length);
    Arrays.stream(counts).forEach(number);
  }

  @Override
  public String toString() {
    return "%d occurrences of %d entries, unknown %d"
        .formatted(Arrays.stream(counts).asLongStream().sum(), counts.length, unknown);
  }
}
