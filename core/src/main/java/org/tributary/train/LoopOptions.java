package org.tributary.train;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * How long a training loop runs and at which rate.
 *
 * @param epochs passes over the data, at least 1
 * @param schedule the learning rate
 * @param patience how many epochs in a row may fail to beat the best score before the run stops, at
 *     least 1; empty to make all passes (early stopping, Prechelt 1998)
 */
public record LoopOptions(int epochs, Schedule schedule, OptionalInt patience) {

  /** Checks the numbers. */
  public LoopOptions {
    Objects.requireNonNull(schedule, "schedule");
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs: expected at least 1, got %d".formatted(epochs));
    }
    if (patience.isPresent() && patience.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "early stopping: expected a patience of at least 1 epoch, got %d"
              .formatted(patience.getAsInt()));
    }
  }

  /** All passes at {@code schedule}'s rates. */
  public static LoopOptions of(int epochs, Schedule schedule) {
    return new LoopOptions(epochs, schedule, OptionalInt.empty());
  }

  /** Whether this loop cannot run without scores on held-out data. */
  public boolean needsScores() {
    return patience.isPresent() || schedule.needsScores();
  }

  /** Whether a run is over that has come to {@code progress}. */
  boolean over(TrainingProgress<?> progress) {
    return progress.epoch() > epochs
        || (patience.isPresent() && progress.epochsSinceBest() >= patience.getAsInt());
  }
}
