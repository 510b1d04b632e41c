package org.tributary.feature;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import org.tributary.internal.NumberChecks;

/**
 * The frequency of each entry of an input in the training data, and the input's unknown entry. Rare
 * entries are replaced by the unknown entry in training. Immutable.
 */
public final class Frequencies {
  private final int[] counts;
  private final int unknown;
  private final double dropout;

  private Frequencies(int[] counts, int unknown, double dropout) {
    this.counts = counts;
    this.unknown = unknown;
    this.dropout = dropout;
  }

  /**
   * Returns frequencies of entries that may be replaced.
   *
   * @param counts indexed by entry, each at least 0
   * @param unknown the entry of unknown and replaced features
   * @throws IllegalArgumentException if {@code unknown} is not one of the entries, or a count is
   *     negative
   */
  public static Frequencies of(int[] counts, int unknown) {
    if (unknown < 0 || unknown >= counts.length) {
      throw new IllegalArgumentException(
          "frequencies: expected the unknown entry from 0 to %d, got %d"
              .formatted(counts.length - 1, unknown));
    }
    for (int entry = 0; entry < counts.length; entry++) {
      if (counts[entry] < 0) {
        throw new IllegalArgumentException(
            "frequencies: expected counts of at least 0, got %d of entry %d"
                .formatted(counts[entry], entry));
      }
    }
    return new Frequencies(counts.clone(), unknown, 0);
  }

  /** Returns the frequencies of an input without replacement: numbers, frozen vectors. */
  public static Frequencies neverReplaced() {
    return new Frequencies(new int[0], -1, 0);
  }

  /**
   * Returns frequencies that also replace entries of any frequency, with a fixed probability.
   *
   * @param unknown the entry of unknown and replaced features, as in {@link #of}
   * @param probability the probability, in [0, 1)
   * @throws IllegalArgumentException if the probability is out of range
   */
  public Frequencies withDropout(int unknown, double probability) {
    NumberChecks.belowOne("dropout of entries", probability);
    return probability > 0 ? new Frequencies(counts, unknown, probability) : this;
  }

  /**
   * Checks that these frequencies belong to {@code input}.
   *
   * @throws IllegalArgumentException if there are counts, but not one for each of the {@code
   *     vocabularySize} entries
   */
  public void requireFit(Input<?> input, int vocabularySize) {
    if (counts.length > 0 && counts.length != vocabularySize) {
      throw new IllegalArgumentException(
          "input %s: expected a count for each of %d entries, got %d"
              .formatted(input.name(), vocabularySize, counts.length));
    }
  }

  /**
   * Returns a replacement of rare entries, and of every feature at the replaced words.
   *
   * @param rate r: an entry seen n times is replaced if the draw is below r/(r+n)
   * @param draw the uniform draw of each position, from 0 to below 1
   * @param dropoutDraw the independent draw of each position for {@link #withDropout}
   * @param words the positions where every feature is replaced, if there are counts
   */
  public UnkReplacement unkReplacement(
      double rate, IntToDoubleFunction draw, IntToDoubleFunction dropoutDraw, IntPredicate words) {
    if (unknown < 0) {
      return UnkReplacement.none();
    }
    return new UnkReplacement() {
      @Override
      public boolean replaces(int entry, int position) {
        return isReplacedAsRare(entry, position)
            || (dropout > 0 && dropoutDraw.applyAsDouble(position) < dropout);
      }

      private boolean isReplacedAsRare(int entry, int position) {
        return rate > 0
            && counts.length > 0
            && draw.applyAsDouble(position) < rate / (rate + counts[entry]);
      }

      @Override
      public boolean replacesAll(int position) {
        return counts.length > 0 && words.test(position);
      }

      @Override
      public int unknown() {
        return unknown;
      }
    };
  }

  /** Passes every number of this value to {@code number}, for a checksum. */
  public void forEachNumber(IntConsumer number) {
    number.accept(unknown);
    number.accept(counts.length);
    Arrays.stream(counts).forEach(number);
    if (dropout > 0) {
      number.accept(Float.floatToIntBits((float) dropout));
    }
  }

  @Override
  public String toString() {
    return "%d occurrences of %d entries, unknown %d"
        .formatted(Arrays.stream(counts).asLongStream().sum(), counts.length, unknown);
  }
}
