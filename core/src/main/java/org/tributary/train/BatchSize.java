package org.tributary.train;

import java.util.Objects;

/**
 * The size of a training batch.
 *
 * @param count the number of units, at least 1
 * @param unit the unit of the count
 */
public record BatchSize(int count, Unit unit) {

  /** The unit of a batch size. */
  public enum Unit {
    /** Sequences per batch. */
    SEQUENCES,
    /** Maximum words (steps) per batch; a longer sequence is a batch of its own. */
    WORDS
  }

  /**
   * Checks the count.
   *
   * @throws IllegalArgumentException if the count is below 1
   */
  public BatchSize {
    Objects.requireNonNull(unit, "unit: expected a value, got null");
    if (count < 1) {
      throw new IllegalArgumentException(
          "training: expected a batch size of at least 1, got %d".formatted(count));
    }
  }

  /** Returns a batch size of {@code count} sequences. */
  public static BatchSize sequences(int count) {
    return new BatchSize(count, Unit.SEQUENCES);
  }

  /** Returns a batch size of at most {@code count} words. */
  public static BatchSize words(int count) {
    return new BatchSize(count, Unit.WORDS);
  }
}
