package org.tributary.train;

import java.util.Objects;
import java.util.OptionalInt;
import org.tributary.train.optimizer.Schedule;

/**
 * The options of a training loop: epochs, learning-rate schedule, early stopping.
 *
 * @param epochs passes over the data, at least 1
 * @param schedule the learning-rate schedule
 * @param patience the number of consecutive epochs without a better score after which the run
 *     stops, at least 1; empty for no early stopping (Prechelt 1998)
 */
public record LoopOptions(int epochs, Schedule schedule, OptionalInt patience) {

  /** Checks the numbers. */
  public LoopOptions {
    Objects.requireNonNull(schedule, "schedule: expected a value, got null");
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs: expected at least 1, got %d".formatted(epochs));
    }
    if (patience.isPresent() && patience.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "early stopping: expected a patience of at least 1 epoch, got %d"
              .formatted(patience.getAsInt()));
    }
  }

  /** Returns options without early stopping. */
  public static LoopOptions of(int epochs, Schedule schedule) {
    return new LoopOptions(epochs, schedule, OptionalInt.empty());
  }

  /** Returns whether this loop requires scores on held-out data. */
  public boolean needsScores() {
    return patience.isPresent() || schedule.needsScores();
  }
}
