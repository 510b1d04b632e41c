package org.tributary.tribuo;

import java.util.OptionalDouble;

/**
 * What one pass over the training data did. It holds no times, so the same training gives the same
 * summary.
 *
 * @param epoch the pass, from 1
 * @param loss the mean of the batches' losses, each before its step, in nats
 * @param devScore the score on the development data after the pass, from 0 to 1, by the trainer's
 *     {@code devMeasure}; empty without such data
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
}
