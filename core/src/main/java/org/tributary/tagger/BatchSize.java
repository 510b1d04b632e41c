package org.tributary.tagger;

import java.util.Objects;

/**
 * How much goes into a training step.
 *
 * @param count at least 1
 * @param unit what is counted
 */
public record BatchSize(int count, Unit unit) {

  /** What a batch is measured by. */
  public enum Unit {
    /** So many sequences. */
    SEQUENCES,
    /** At most so many steps of sequences; a longer sequence is a batch by itself. */
    WORDS
  }

  /** Checks the count. */
  public BatchSize {
    Objects.requireNonNull(unit, "unit");
    if (count < 1) {
      throw new IllegalArgumentException(
          "training: expected a batch size of at least 1, got %d".formatted(count));
    }
  }

  /** {@code count} sequences a step. */
  public static BatchSize sequences(int count) {
    return new BatchSize(count, Unit.SEQUENCES);
  }

  /** At most {@code count} words a step. */
  public static BatchSize words(int count) {
    return new BatchSize(count, Unit.WORDS);
  }
}
