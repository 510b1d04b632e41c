package org.tributary.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A report of one epoch.
 *
 * @param epoch the epoch, from 1
 * @param meanLoss the mean of the batch losses, without batches that have no target
 * @param devScore the score on held-out data after the epoch, if there are held-out data; higher is
 *     better, so that of a loss is its negative
 * @param best whether this epoch's parameters are the best so far
 * @param tokens the number of sequence positions read
 * @param seconds training time in seconds, without scoring
 * @param metrics further measures on held-out data, by name
 */
public record EpochReport(
    int epoch,
    double meanLoss,
    OptionalDouble devScore,
    boolean best,
    long tokens,
    double seconds,
    Map<String, Double> metrics) {

  /** Copies the map, in order. */
  public EpochReport {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /** Creates a report without further measures. */
  public EpochReport(
      int epoch,
      double meanLoss,
      OptionalDouble devScore,
      boolean best,
      long tokens,
      double seconds) {
    this(epoch, meanLoss, devScore, best, tokens, seconds, Map.of());
  }
}
