package org.tributary.train;

import java.util.OptionalDouble;

/**
 * What one pass over the data did.
 *
 * @param epoch the pass, from 1
 * @param meanLoss the mean of its batches' losses
 * @param devScore the score on held-out data after it, if there are such; higher is better
 * @param best whether this epoch's parameters are the ones kept so far
 * @param tokens positions of sequences read
 * @param seconds time spent in training, without scoring
 */
public record EpochReport(
    int epoch,
    double meanLoss,
    OptionalDouble devScore,
    boolean best,
    long tokens,
    double seconds) {}
