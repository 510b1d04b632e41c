package org.tributary.graph.head;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The expected score of a CRF's label sequences under the product of independent distributions q,
 * and its gradients. It is linear in the logits and weights, so the gradients are the expected
 * counts:
 *
 * <pre>{@code
 * E = Σ_t q_t · logits_t + q_0 · start + q_{T-1} · end + Σ_t q_{t-1}ᵀ A q_t
 * }</pre>
 */
final class ExpectedScore {
  private final Ops tf;
  private final int labels;
  private final Operand<TFloat32> q; // [T, N, K], zero in the padding
  private final Operand<TFloat32> isLast; // [T, N, 1]: 1 at the last step

  /**
   * @param q the distributions, [T, N, K]
   * @param valid 1 at the steps within the lengths, else 0, [T, N, 1]
   * @param isLast 1 at the last step, else 0, [T, N, 1]
   */
  ExpectedScore(
      Ops tf, int labels, Operand<TFloat32> q, Operand<TFloat32> valid, Operand<TFloat32> isLast) {
    this.tf = tf;
    this.labels = labels;
    this.q = tf.math.mul(q, valid);
    this.isLast = isLast;
  }

  /**
   * Returns the terms of E of each sequence, [T+1, N, 1]: those of each step, with the transition
   * to it, and last that of the end.
   *
   * @param logits [T, N, K]
   */
  Operand<TFloat32> terms(Operand<TFloat32> logits, Crf.Weights weights) {
    Operand<TInt32> overLabels = tf.constant(2);
    Operand<TFloat32> emitted = tf.reduceSum(tf.math.mul(q, logits), overLabels); // [T, N]
    Operand<TFloat32> started =
        tf.reduceSum(tf.math.mul(first(), weights.start()), tf.constant(1)); // [N]
    Operand<TFloat32> flat = tf.reshape(before(), tf.array(-1, labels)); // [(T-1)·N, K]
    Operand<TFloat32> scored =
        tf.reshape(tf.linalg.matMul(flat, weights.transitions()), tf.shape(after())); // [T-1, N, K]
    Operand<TFloat32> moved = tf.reduceSum(tf.math.mul(scored, after()), overLabels); // [T-1, N]
    Operand<TFloat32> ended =
        tf.reduceSum(
            tf.math.mul(tf.math.mul(q, isLast), weights.end()),
            tf.constant(new int[] {0, 2})); // [N]
    Operand<TInt32> steps = tf.constant(0);
    Operand<TFloat32> entered =
        tf.concat(List.of(tf.expandDims(started, steps), moved), steps); // [T, N]
    return tf.expandDims(
        tf.concat(List.of(tf.math.add(emitted, entered), tf.expandDims(ended, steps)), steps),
        overLabels);
  }

  /** Returns the gradient of Σ scale · E with respect to the logits, [T, N, K]. */
  Operand<TFloat32> toLogits(Operand<TFloat32> scale) {
    return tf.math.mul(q, scale);
  }

  /**
   * Returns the gradient of Σ scale · E with respect to the end scores, [K].
   *
   * @param scale [N, 1]
   */
  Operand<TFloat32> toEnd(Operand<TFloat32> scale) {
    return tf.reduceSum(tf.math.mul(tf.math.mul(q, isLast), scale), tf.constant(new int[] {0, 1}));
  }

  /**
   * Returns the gradient of Σ scale · E with respect to the transitions, [K, K].
   *
   * @param scale [N, 1]
   */
  Operand<TFloat32> toTransitions(Operand<TFloat32> scale) {
    return tf.linalg.matMul(
        tf.reshape(tf.math.mul(before(), scale), tf.array(-1, labels)),
        tf.reshape(after(), tf.array(-1, labels)),
        MatMul.transposeA(true));
  }

  /** Returns q of the first step, [N, K]. */
  private Operand<TFloat32> first() {
    return tf.gather(q, tf.constant(0), tf.constant(0));
  }

  /** Returns q of all steps but the last, [T-1, N, K]. */
  private Operand<TFloat32> before() {
    Operand<TInt32> steps = tf.gather(tf.shape(q), tf.constant(0), tf.constant(0));
    Operand<TInt32> size =
        tf.stack(List.of(tf.math.sub(steps, tf.constant(1)), tf.constant(-1), tf.constant(-1)));
    return tf.slice(q, tf.array(0, 0, 0), size);
  }

  /** Returns q of all steps but the first, [T-1, N, K]. */
  private Operand<TFloat32> after() {
    return tf.slice(q, tf.array(1, 0, 0), tf.array(-1, -1, -1));
  }
}
