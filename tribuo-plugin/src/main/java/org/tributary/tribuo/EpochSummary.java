package org.tributary.tribuo;

import java.util.OptionalDouble;

/**
 * What one pass over the training data did. It holds no times, so the same training gives the same
 * summary.
 *
 * @param epoch the pass, from 1
 * @param loss the mean of the batches' losses, each before its step, in nats
 * @param devAccuracy the share of the development data's labels that were predicted right after the
 *     pass, from 0 to 1; empty without development data
 */
public record EpochSummary(int epoch, double loss, OptionalDouble devAccuracy) {

  /** Checks the ranges. */
  public EpochSummary {
    if (epoch < 1 || !Double.isFinite(loss)) {
      throw new IllegalArgumentException(
          "epoch summary: expected an epoch of at least 1 and a finite loss, got %d and %s"
              .formatted(epoch, loss));
    }
    if (devAccuracy.isPresent()
        && !(devAccuracy.getAsDouble() >= 0 && devAccuracy.getAsDouble() <= 1)) {
      throw new IllegalArgumentException(
          "epoch summary: expected a development accuracy from 0 to 1, got %s"
              .formatted(devAccuracy.getAsDouble()));
    }
  }
}
