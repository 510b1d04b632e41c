package org.tributary.train;

import java.util.OptionalDouble;

/**
 * A report of one epoch.
 *
 * @param epoch the epoch, from 1
 * @param meanLoss the mean of the batch losses
 * @param devScore the score on held-out data after the epoch, if there are held-out data; higher is
 *     better
 * @param best whether this epoch's parameters are the best so far
 * @param tokens the number of sequence positions read
 * @param seconds training time in seconds, without scoring
 */
public record EpochReport(
    int epoch,
    double meanLoss,
    OptionalDouble devScore,
    boolean best,
    long tokens,
    double seconds) {}
