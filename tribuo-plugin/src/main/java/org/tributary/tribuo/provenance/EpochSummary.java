package org.tributary.tribuo.provenance;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A summary of one training epoch. It holds no times, so equal training runs have equal summaries.
 *
 * @param epoch the number of the epoch, from 1
 * @param loss the mean batch loss, each computed before the batch's update, in nats
 * @param devScore the development score after the epoch by the trainer's {@code devMeasure}, from 0
 *     to 1; empty without development data
 */
public record EpochSummary(int epoch, double loss, OptionalDouble devScore) {

  /** Checks the ranges. */
  public EpochSummary {
    if (epoch < 1 || !Double.isFinite(loss)) {
      throw new IllegalArgumentException(
          "epoch summary: expected an epoch of at least 1 and a finite loss, got %d and %s"
              .formatted(epoch, loss));
    }
    if (devScore.isPresent() && !(devScore.getAsDouble() >= 0 && devScore.getAsDouble() <= 1)) {
      throw new IllegalArgumentException(
          "epoch summary: expected a development score from 0 to 1, got %s"
              .formatted(devScore.getAsDouble()));
    }
  }

  /**
   * Returns the first epoch with the highest development score, or the last one if all scores are
   * 0; empty if no epoch has a score.
   */
  public static Optional<EpochSummary> best(List<EpochSummary> history) {
    Optional<EpochSummary> best = Optional.empty();
    double highest = 0;
    for (EpochSummary epoch : history) {
      OptionalDouble score = epoch.devScore();
      if (score.isPresent() && (score.getAsDouble() > highest || highest == 0)) {
        highest = score.getAsDouble();
        best = Optional.of(epoch);
      }
    }
    return best;
  }
}
