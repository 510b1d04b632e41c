package org.tributary.train;

/**
 * What a training run is about to do.
 *
 * @param epochs passes over the data
 * @param stepsPerEpoch batches in a pass
 * @param tokensPerEpoch positions of sequences in a pass
 */
public record TrainingPlan(int epochs, int stepsPerEpoch, long tokensPerEpoch) {}
