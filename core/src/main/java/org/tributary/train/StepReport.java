package org.tributary.train;

/**
 * What one step of a training run did.
 *
 * @param epoch the pass over the data, from 1
 * @param step the batch within it, from 1
 * @param steps batches in a pass
 * @param loss the batch's loss before the step
 * @param tokens positions of sequences read in this epoch so far
 * @param seconds time spent in this epoch so far
 */
public record StepReport(
    int epoch, int step, int steps, double loss, long tokens, double seconds) {}
