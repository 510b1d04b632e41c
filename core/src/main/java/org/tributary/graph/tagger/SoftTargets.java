package org.tributary.graph.tagger;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Soft targets of a training batch (Hinton, Vinyals and Dean 2015): a distribution over the labels
 * at each token, from teachers, beside the gold labels. The components are operands of a graph; M
 * is the number of tokens, N of sequences, K of labels.
 *
 * <p>The loss of a token is (1 - L) times that of its gold label plus L times the cross-entropy to
 * its distribution.
 *
 * @param probabilities the distribution of each token, [M, K]; a token of L = 0 has zeros
 * @param weights L of each token, [M], from 0 to 1; 0 for a token without a distribution
 * @param sequenceWeights L of each sequence, [N], that of all its tokens
 */
public record SoftTargets(
    Operand<TFloat32> probabilities,
    Operand<TFloat32> weights,
    Operand<TFloat32> sequenceWeights) {}
