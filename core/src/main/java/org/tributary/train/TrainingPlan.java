package org.tributary.train;

/**
 * The size of a training run.
 *
 * @param epochs the number of epochs
 * @param stepsPerEpoch the number of steps per epoch
 * @param tokensPerEpoch the number of sequence positions per epoch
 */
public record TrainingPlan(int epochs, int stepsPerEpoch, long tokensPerEpoch) {}
