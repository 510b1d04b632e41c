package org.tributary.graph.head;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.packing.Packing;
import org.tributary.internal.scan.ScanLoop;
import org.tributary.internal.scan.ScanStep;

/** The forward loop of {@link CrfLoss}, in whose letters it saves a, r and c of every step. */
record CrfForwardLoop(
    ScanLoop scan,
    ScanLoop.Carry a,
    ScanLoop.Constant transitions,
    ScanLoop.Constant start,
    ScanLoop.Xs emission,
    ScanLoop.Xs valid,
    ScanLoop.Xs first,
    ScanLoop.Ys alphas,
    ScanLoop.Ys r,
    ScanLoop.Ys normalizers) {

  /**
   * Prepares the loop.
   *
   * @param zeros [2N, K]
   * @param transitions [K, K]
   * @param start [1, K]
   * @param emissions [T·2N, K]
   * @param valid 1 for a step within the row's length, else 0, [T·2N, 1]
   * @param first 1 for the first step, else 0, [T·2N, 1]
   */
  static CrfForwardLoop of(
      Ops tf,
      Packing packing,
      Operand<TFloat32> zeros,
      Operand<TFloat32> transitions,
      Operand<TFloat32> start,
      Operand<TFloat32> emissions,
      Operand<TFloat32> valid,
      Operand<TFloat32> first) {
    ScanLoop scan = new ScanLoop(tf, packing);
    int labels = Math.toIntExact(emissions.shape().get(1));
    return new CrfForwardLoop(
        scan,
        scan.carry(zeros),
        scan.constant(transitions),
        scan.constant(start),
        scan.xs(emissions),
        scan.xs(valid),
        scan.xs(first),
        scan.ys(labels),
        scan.ys(labels),
        scan.ys(1));
  }

  /** Adds one step to the graph. */
  void step(Ops tf, ScanStep step) {
    Operand<TFloat32> before = step.get(a); // [2N, K]
    Operand<TFloat32> pairs =
        tf.math.add(tf.expandDims(before, tf.constant(2)), step.get(transitions)); // [2N, K, K]
    Operand<TFloat32> now =
        tf.select(
            CrfLoss.isSet(tf, step.get(first)),
            step.get(start),
            tf.squeeze(CrfLoss.logSum(tf, pairs), Squeeze.axis(List.of(1L)))); // [2N, K]
    Operand<TFloat32> s = tf.math.add(now, step.get(emission)); // [2N, K]
    Operand<TFloat32> c = CrfLoss.logSum(tf, s); // [2N, 1]
    Operand<TBool> isValid = CrfLoss.isSet(tf, step.get(valid)); // [2N, 1]
    Operand<TFloat32> next = tf.select(isValid, tf.math.sub(s, c), before); // [2N, K]
    step.replace(a, next);
    step.write(alphas, next);
    step.write(r, now);
    step.write(normalizers, tf.select(isValid, c, tf.zerosLike(c)));
  }
}
