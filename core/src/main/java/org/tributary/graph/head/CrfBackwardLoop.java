package org.tributary.graph.head;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.packing.Packing;
import org.tributary.internal.scan.ScanLoop;
import org.tributary.internal.scan.ScanStep;

/**
 * The backward loop of {@link CrfLoss}, in whose letters it carries m of the next step and the sum
 * of p, and saves m of every step.
 */
record CrfBackwardLoop(
    ScanLoop scan,
    ScanLoop.Carry later,
    ScanLoop.Carry pairs,
    ScanLoop.Constant transitions,
    ScanLoop.Constant lastMarginals,
    ScanLoop.Constant scale,
    ScanLoop.Xs alphaBefore,
    ScanLoop.Xs r,
    ScanLoop.Xs last,
    ScanLoop.Ys marginals) {

  /**
   * Prepares the loop.
   *
   * @param zeros [2N, K]
   * @param transitions [K, K]
   * @param lastMarginals m of each row's last step, [2N, K]
   * @param scale factor of each row's p in the sum, [2N, 1]
   * @param alphaBefore a of the previous step, [T·2N, K]
   * @param r [T·2N, K]
   * @param last 1 for the row's last step, else 0, [T·2N, 1]
   */
  static CrfBackwardLoop of(
      Ops tf,
      Packing packing,
      Operand<TFloat32> zeros,
      Operand<TFloat32> transitions,
      Operand<TFloat32> lastMarginals,
      Operand<TFloat32> scale,
      Operand<TFloat32> alphaBefore,
      Operand<TFloat32> r,
      Operand<TFloat32> last) {
    ScanLoop scan = new ScanLoop(tf, packing);
    int labels = Math.toIntExact(alphaBefore.shape().get(1));
    return new CrfBackwardLoop(
        scan,
        scan.carry(zeros),
        scan.carry(tf.zerosLike(transitions)),
        scan.constant(transitions),
        scan.constant(lastMarginals),
        scan.constant(scale),
        scan.xs(alphaBefore),
        scan.xs(r),
        scan.xs(last),
        scan.ys(labels));
  }

  /** Adds one step to the graph. */
  void step(Ops tf, ScanStep step) {
    Operand<TFloat32> m =
        tf.select(
            CrfLoss.isSet(tf, step.get(last)), step.get(lastMarginals), step.get(later)); // [2N, K]
    Operand<TFloat32> probabilities =
        tf.math.exp(
            tf.math.sub(
                tf.math.add(
                    tf.expandDims(step.get(alphaBefore), tf.constant(2)), step.get(transitions)),
                tf.expandDims(step.get(r), tf.constant(1)))); // [2N, K, K]
    Operand<TFloat32> p =
        tf.math.mul(probabilities, tf.expandDims(m, tf.constant(1))); // [2N, K, K]
    Operand<TFloat32> sum =
        tf.reduceSum(
            tf.math.mul(p, tf.expandDims(step.get(scale), tf.constant(2))),
            tf.constant(0)); // [K, K]
    step.replace(later, tf.reduceSum(p, tf.constant(2)));
    step.replace(pairs, tf.math.add(step.get(pairs), sum));
    step.write(marginals, m);
  }
}
