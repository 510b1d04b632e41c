package org.tributary.graph.tagger;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.Graphs;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.internal.graph.SizeCheck;

/** An independent softmax classifier at each position. */
public final class Softmax {
  private Softmax() {}

  /**
   * Returns the mean negative log-likelihood, PyTorch's {@code cross_entropy} with {@code
   * ignore_index=-1}. A run fails if a label is K or more.
   *
   * @param logits [M, K], K known
   * @param labels [M], from 0 to K - 1, or negative for an ignored position
   * @return a scalar; 0 if every position is ignored
   * @throws IllegalArgumentException if the logits do not have this shape, or there is not one
   *     label for each position; a run fails if a fed number differs
   */
  public static Operand<TFloat32> loss(Ops tf, Operand<TFloat32> logits, Operand<TInt32> labels) {
    Shape shape = NullChecks.require("logits", "[M, K] (positions, labels)", logits).shape();
    if (shape.isUnknown() || shape.numDimensions() != 2 || shape.get(1) == Shape.UNKNOWN_SIZE) {
      throw new IllegalArgumentException(
          "logits: expected [M, K] (positions, labels) with K known, got %s; reshape them"
              .formatted(shape));
    }
    Graphs.of(tf); // refuses eager operations, which have no assertions
    int labelCount = Math.toIntExact(shape.get(1));
    SizeCheck check = sized(tf, logits, labels);
    Operand<TInt32> fitting = check.guard(labels);
    Operand<TFloat32> ones = tf.fill(tf.shape(fitting), tf.constant(1f)); // [M]
    return mean(tf, check.guard(logits), checked(tf, fitting, labelCount), ones, labelCount);
  }

  /** Returns a check that there is a label for each position. */
  private static SizeCheck sized(Ops tf, Operand<TFloat32> logits, Operand<TInt32> labels) {
    NullChecks.require("labels", "one for each position, [M]", labels);
    return new SizeCheck(
            tf,
            "cross entropy",
            "is there one label and one weight for each position, those of all sequences in one vector?")
        .rank("logits", logits, 2, "[M, K]")
        .rank("labels", labels, 1, "[M]")
        .equal(
            new SizeCheck.Size("rows of logits", logits, 0),
            new SizeCheck.Size("labels", labels, 0));
  }

  /** Returns a check that there is a label and a weight for each position. */
  private static SizeCheck sized(
      Ops tf,
      Operand<TFloat32> logits,
      Operand<TInt32> labels,
      Operand<TFloat32> weights,
      int labelCount) {
    NullChecks.require("logits", "[M, K] (positions, labels)", logits);
    NullChecks.require("weights", "one for each position, [M]", weights);
    ShapeCheck.requireLast("logits", logits.shape(), 2, labelCount);
    return sized(tf, logits, labels)
        .rank("weights", weights, 1, "[M]")
        .equal(
            new SizeCheck.Size("rows of logits", logits, 0),
            new SizeCheck.Size("weights", weights, 0));
  }

  /**
   * Returns labels, with a check in every run that none is K or more.
   *
   * @param labels [M]
   * @param labelCount K
   */
  public static Operand<TInt32> checked(Ops tf, Operand<TInt32> labels, int labelCount) {
    Graphs.of(tf); // refuses eager operations, which have no assertions
    Operand<TInt32> largest = tf.reduceMax(labels, tf.constant(0)); // []
    Op check =
        tf.assertThat(
            tf.math.less(largest, tf.constant(labelCount)),
            List.of(
                tf.constant(
                    "labels: expected 0 to %d (K - 1), or a negative number for an ignored position; do the logits have a column for every label? Largest label:"
                        .formatted(labelCount - 1)),
                largest));
    return tf.withControlDependencies(List.of(check)).identity(labels); // [M]
  }

  /**
   * Returns the mean of the weighted negative log-likelihood, PyTorch's {@code cross_entropy} with
   * {@code ignore_index=-1} where every weight is 1. The mean divides by the number of positions
   * that are not ignored, not by the sum of their weights, so that a weight has the same effect in
   * every batch.
   *
   * <p>The labels are not checked: a label of K or more yields a wrong loss.
   *
   * @param logits [M, K]
   * @param labels [M], from 0 to K - 1, or negative for an ignored position
   * @param weights [M]
   * @param labelCount K
   * @return a scalar; 0 if every position is ignored
   * @throws IllegalArgumentException if a known size differs; a run fails if a fed one does
   */
  public static Operand<TFloat32> loss(
      Ops tf,
      Operand<TFloat32> logits,
      Operand<TInt32> labels,
      Operand<TFloat32> weights,
      int labelCount) {
    SizeCheck check = sized(tf, logits, labels, weights, labelCount);
    return mean(tf, check.guard(logits), check.guard(labels), check.guard(weights), labelCount);
  }

  private static Operand<TFloat32> mean(
      Ops tf,
      Operand<TFloat32> logits,
      Operand<TInt32> labels,
      Operand<TFloat32> weights,
      int labelCount) {
    Operand<TFloat32> target =
        tf.oneHot(labels, tf.constant(labelCount), tf.constant(1f), tf.constant(0f)); // [M, K]
    Operand<TFloat32> entropy = tf.nn.softmaxCrossEntropyWithLogits(logits, target).loss(); // [M]
    Operand<TBool> isLabelled = tf.math.greaterEqual(labels, tf.constant(0)); // [M]
    Operand<TFloat32> mask = tf.select(isLabelled, tf.onesLike(weights), tf.zerosLike(weights));
    return tf.math.divNoNan(
        tf.reduceSum(tf.math.mul(tf.math.mul(entropy, weights), mask), tf.constant(0)),
        tf.reduceSum(mask, tf.constant(0)));
  }

  /**
   * Returns the mean of the weighted loss with soft targets: with L the weight of a position's
   * distribution q, w · [(1 - L) · nll(label) - L · Σ q log p], where nll is 0 without a label. It
   * divides by the number of positions with a label or a distribution.
   *
   * @param logits [M, K]
   * @param labels [M], from 0 to K - 1, or negative for a position without a label
   * @param weights w, [M]
   * @param soft the distributions, whose rows sum to 1 where L is above 0
   * @param labelCount K
   * @return a scalar; 0 if no position has a label or a distribution
   */
  static Operand<TFloat32> loss(
      Ops tf,
      Operand<TFloat32> logits,
      Operand<TInt32> labels,
      Operand<TFloat32> weights,
      SoftTargets soft,
      int labelCount) {
    ShapeCheck.requireLast("soft targets", soft.probabilities().shape(), 2, labelCount);
    SizeCheck check =
        sized(tf, logits, labels, weights, labelCount)
            .rank("soft targets", soft.probabilities(), 2, "[M, K]")
            .rank("weights of soft targets", soft.weights(), 1, "[M]")
            .equal(
                new SizeCheck.Size("rows of logits", logits, 0),
                new SizeCheck.Size("soft targets", soft.probabilities(), 0),
                new SizeCheck.Size("weights of soft targets", soft.weights(), 0));
    return mean(
        tf,
        check.guard(logits),
        check.guard(labels),
        check.guard(weights),
        new SoftTargets(
            check.guard(soft.probabilities()), check.guard(soft.weights()), soft.sequenceWeights()),
        labelCount);
  }

  private static Operand<TFloat32> mean(
      Ops tf,
      Operand<TFloat32> logits,
      Operand<TInt32> labels,
      Operand<TFloat32> weights,
      SoftTargets soft,
      int labelCount) {
    Operand<TFloat32> gold =
        tf.oneHot(labels, tf.constant(labelCount), tf.constant(1f), tf.constant(0f)); // [M, K]
    Operand<TFloat32> zero = tf.zerosLike(weights);
    Operand<TBool> isLabelled = tf.math.greaterEqual(labels, tf.constant(0)); // [M]
    Operand<TFloat32> hard =
        tf.select(
            isLabelled, tf.math.sub(tf.onesLike(weights), soft.weights()), zero); // [M], 1 - L
    Operand<TFloat32> entropies =
        tf.math.add(
            tf.math.mul(hard, tf.nn.softmaxCrossEntropyWithLogits(logits, gold).loss()),
            tf.math.mul(
                soft.weights(),
                tf.nn.softmaxCrossEntropyWithLogits(logits, soft.probabilities()).loss())); // [M]
    Operand<TFloat32> counted =
        tf.select(
            tf.math.logicalOr(isLabelled, tf.math.greater(soft.weights(), tf.constant(0f))),
            tf.onesLike(weights),
            zero); // [M]
    return tf.math.divNoNan(
        tf.reduceSum(tf.math.mul(entropies, weights), tf.constant(0)),
        tf.reduceSum(counted, tf.constant(0)));
  }
}
