package org.tributary.graph.tagger;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.ShapeCheck;

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

  /**
   * Checks the shapes for a head over {@code labelSet}, where they are known.
   *
   * @throws IllegalArgumentException if one is not as the component says
   */
  void requireFit(LabelSet labelSet) {
    int size = NullChecks.require("labels", "a label set", labelSet).size();
    NullChecks.require("softTargets", "an Optional", softTargets);
    ShapeCheck.require("logits", logits, "[M, %d] (tokens, labels)".formatted(size), -1, size);
    long tokens = ShapeCheck.size(logits.shape(), 0);
    ShapeCheck.require("labels", labels, "[M] (one for each token of the logits)", tokens);
    ShapeCheck.require("weights", weights, "[M] (one for each token of the logits)", tokens);
    ShapeCheck.require("positions", positions, "[M] (one for each token of the logits)", tokens);
    ShapeCheck.require("steps", steps, "a scalar, the number of steps");
    ShapeCheck.require("lengths", lengths, "[N] (one for each sequence)", -1);
    long sequences = ShapeCheck.size(lengths.shape(), 0);
    ShapeCheck.require(
        "sequenceWeights", sequenceWeights, "[N] (one for each of the lengths)", sequences);
    softTargets.ifPresent(
        soft -> {
          ShapeCheck.require(
              "soft targets' probabilities",
              soft.probabilities(),
              "[M, %d] (tokens of the logits, labels)".formatted(size),
              tokens,
              size);
          ShapeCheck.require(
              "soft targets' weights", soft.weights(), "[M] (one for each token)", tokens);
          ShapeCheck.require(
              "soft targets' sequenceWeights",
              soft.sequenceWeights(),
              "[N] (one for each of the lengths)",
              sequences);
        });
  }

  /** Returns a copy with other logits, [M, S]. */
  HeadBatch withLogits(Operand<TFloat32> logits) {
    return new HeadBatch(
        logits, labels, weights, positions, steps, lengths, sequenceWeights, softTargets);
  }
}
