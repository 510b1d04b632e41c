package org.tributary.head;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Each position's label for itself: softmax over its scores. */
public final class Softmax {
  private Softmax() {}

  /** The labels' probabilities, [M, K] from logits [M, K]. */
  public static Operand<TFloat32> probabilities(Ops tf, Operand<TFloat32> logits) {
    return tf.nn.softmax(logits);
  }

  /** The labels' log-probabilities, [M, K] from logits [M, K]; PyTorch's {@code log_softmax}. */
  public static Operand<TFloat32> logProbabilities(Ops tf, Operand<TFloat32> logits) {
    return tf.nn.logSoftmax(logits);
  }

  /**
   * The mean negative log-likelihood, PyTorch's {@code cross_entropy} with {@code ignore_index=-1}.
   *
   * @param logits [M, K], K known
   * @param labels [M], from 0 to K - 1, or below for a position that does not count
   * @return a scalar; 0 if no position counts
   * @throws IllegalArgumentException if the logits are of another shape
   */
  public static Operand<TFloat32> loss(Ops tf, Operand<TFloat32> logits, Operand<TInt32> labels) {
    Shape shape = logits.shape();
    if (shape.isUnknown() || shape.numDimensions() != 2 || shape.get(1) == Shape.UNKNOWN_SIZE) {
      throw new IllegalArgumentException(
          "logits: expected [M, K] (positions, labels) with K known, got %s; reshape them"
              .formatted(shape));
    }
    Operand<TFloat32> ones = tf.fill(tf.shape(labels), tf.constant(1f)); // [M]
    return loss(tf, logits, labels, ones, Math.toIntExact(shape.get(1)));
  }

  /**
   * The mean of the weighted negative log-likelihood, PyTorch's {@code cross_entropy} with {@code
   * ignore_index=-1} where every weight is 1. The mean is over the number of positions that count,
   * not over their weights, so that a weight means the same in every batch.
   *
   * @param logits [M, K]
   * @param labels [M], from 0 to K - 1, or below for a position that does not count
   * @param weights [M]
   * @param labelCount K
   * @return a scalar; 0 if no position counts
   */
  public static Operand<TFloat32> loss(
      Ops tf,
      Operand<TFloat32> logits,
      Operand<TInt32> labels,
      Operand<TFloat32> weights,
      int labelCount) {
    Operand<TFloat32> target =
        tf.oneHot(labels, tf.constant(labelCount), tf.constant(1f), tf.constant(0f)); // [M, K]
    Operand<TFloat32> entropy = tf.nn.softmaxCrossEntropyWithLogits(logits, target).loss(); // [M]
    Operand<TBool> counts = tf.math.greaterEqual(labels, tf.constant(0)); // [M]
    Operand<TFloat32> counted = tf.select(counts, tf.onesLike(weights), tf.zerosLike(weights));
    return tf.math.divNoNan(
        tf.reduceSum(tf.math.mul(tf.math.mul(entropy, weights), counted), tf.constant(0)),
        tf.reduceSum(counted, tf.constant(0)));
  }
}
