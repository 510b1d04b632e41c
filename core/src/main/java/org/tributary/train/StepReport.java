package org.tributary.train;

/**
 * A report of one training step.
 *
 * @param epoch the epoch, from 1
 * @param step the step within the epoch, from 1
 * @param steps the number of steps per epoch
 * @param loss the batch's loss before the step
 * @param tokens the number of sequence positions read in this epoch so far
 * @param seconds training time of this epoch so far, in seconds
 */
public record StepReport(
    int epoch, int step, int steps, double loss, long tokens, double seconds) {}
