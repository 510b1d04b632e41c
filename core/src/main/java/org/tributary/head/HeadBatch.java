package org.tributary.head;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A training batch of one label column, as operands of a graph. The M tokens are the steps of all
 * sequences without padding, sequence after sequence.
 *
 * @param logits the logits of each token, [M, S]
 * @param labels the gold label of each token, [M], from 0 to K - 1, or negative for a token without
 *     one
 * @param weights the loss weight of each token, [M]
 * @param positions the position t·N + n of each token, for step t of sequence n, [M]
 * @param steps T, a scalar
 * @param lengths the sequence lengths, [N]
 * @param sequenceWeights the loss weight of each sequence, [N]
 * @param softTargets distributions over the labels beside the gold labels; empty without any, and
 *     always for a head that does not {@linkplain Head#supportsSoftTargets support} them
 */
public record HeadBatch(
    Operand<TFloat32> logits,
    Operand<TInt32> labels,
    Operand<TFloat32> weights,
    Operand<TInt32> positions,
    Operand<TInt32> steps,
    Operand<TInt32> lengths,
    Operand<TFloat32> sequenceWeights,
    Optional<SoftTargets> softTargets) {

  /** Returns a copy with other logits, [M, S]. */
  public HeadBatch withLogits(Operand<TFloat32> logits) {
    return new HeadBatch(
        logits, labels, weights, positions, steps, lengths, sequenceWeights, softTargets);
  }
}
