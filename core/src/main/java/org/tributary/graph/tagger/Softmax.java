package org.tributary.graph.tagger;

import java.util.List;
import java.util.Optional;
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
    return mean(
        tf,
        check.guard(logits),
        checked(tf, fitting, labelCount),
        ones,
        Optional.empty(),
        labelCount);
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
    return loss(tf, logits, labels, weights, Optional.empty(), labelCount);
  }

  /**
   * Returns the mean of the weighted loss, with soft targets if there are any: with L the weight of
   * a position's distribution q, w · [(1 - L) · nll(label) - L · Σ q log p], where nll is 0 without
   * a label. It divides by the number of positions with a label or a distribution.
   *
   * @param logits [M, K]
   * @param labels [M], from 0 to K - 1, or negative for a position without a label
   * @param weights w, [M]
   * @param soft the distributions, if any, whose rows sum to 1 where L is above 0
   * @param labelCount K
   * @return a scalar; 0 if no position has a label or a distribution
   */
  static Operand<TFloat32> loss(
      Ops tf,
      Operand<TFloat32> logits,
      Operand<TInt32> labels,
      Operand<TFloat32> weights,
      Optional<SoftTargets> soft,
      int labelCount) {
    NullChecks.require("logits", "[M, K] (positions, labels)", logits);
    NullChecks.require("weights", "one for each position, [M]", weights);
    ShapeCheck.requireLast("logits", logits.shape(), 2, labelCount);
    SizeCheck.Size rows = new SizeCheck.Size("rows of logits", logits, 0);
    SizeCheck check =
        sized(tf, logits, labels)
            .rank("weights", weights, 1, "[M]")
            .equal(rows, new SizeCheck.Size("weights", weights, 0));
    soft.ifPresent(
        q ->
            check
                .rank("soft targets", q.probabilities(), 2, "[M, K]")
                .rank("weights of soft targets", q.weights(), 1, "[M]")
                .equal(
                    rows,
                    new SizeCheck.Size("soft targets", q.probabilities(), 0),
                    new SizeCheck.Size("weights of soft targets", q.weights(), 0)));
    return mean(
        tf,
        check.guard(logits),
        check.guard(labels),
        check.guard(weights),
        soft.map(
            q ->
                new SoftTargets(
                    check.guard(q.probabilities()), check.guard(q.weights()), q.sequenceWeights())),
        labelCount);
  }

  private static Operand<TFloat32> mean(
      Ops tf,
      Operand<TFloat32> logits,
      Operand<TInt32> labels,
      Operand<TFloat32> weights,
      Optional<SoftTargets> soft,
      int labelCount) {
    Operand<TFloat32> gold =
        tf.oneHot(labels, tf.constant(labelCount), tf.constant(1f), tf.constant(0f)); // [M, K]
    // computed labels: TensorFlow would differentiate onesLike and zerosLike
    Operand<TFloat32> one = tf.stopGradient(tf.onesLike(weights));
    Operand<TFloat32> zero = tf.stopGradient(tf.zerosLike(weights));
    Operand<TBool> isLabelled = tf.math.greaterEqual(labels, tf.constant(0)); // [M]
    Operand<TFloat32> hard = // 1 - L of a labelled position, [M]
        tf.select(
            isLabelled,
            soft.<Operand<TFloat32>>map(q -> tf.math.sub(one, q.weights())).orElse(one),
            zero);
    Operand<TFloat32> ofGold = tf.math.mul(hard, crossEntropy(tf, logits, gold)); // [M]
    Operand<TFloat32> entropies =
        soft.<Operand<TFloat32>>map(
                q ->
                    tf.math.add(
                        ofGold,
                        tf.math.mul(q.weights(), crossEntropy(tf, logits, q.probabilities()))))
            .orElse(ofGold);
    Operand<TFloat32> counted = // 1 for a position with a label or a distribution, [M]
        soft.<Operand<TFloat32>>map(
                q ->
                    tf.select(
                        tf.math.logicalOr(
                            isLabelled, tf.math.greater(q.weights(), tf.constant(0f))),
                        one,
                        zero))
            .orElse(hard);
    return tf.math.divNoNan(
        tf.reduceSum(tf.math.mul(entropies, weights), tf.constant(0)),
        tf.reduceSum(counted, tf.constant(0)));
  }

  /** Returns the cross-entropy [M] of logits and target distributions, both [M, K]. */
  private static Operand<TFloat32> crossEntropy(
      Ops tf, Operand<TFloat32> logits, Operand<TFloat32> distributions) {
    // a static M of 1 beside an unknown one looks like broadcasting to WrongGradients
    Operand<TFloat32> targets = tf.reshape(distributions, tf.shape(logits));
    return tf.nn.softmaxCrossEntropyWithLogits(logits, targets).loss();
  }
}
