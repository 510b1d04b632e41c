package org.tributary.graph;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.graph.ScanLoop;
import org.tributary.layer.Nonlinearity;

/**
 * Backpropagation through time for a plain RNN, derived by hand. With δh the gradient from later
 * steps, one step is
 *
 * <pre>
 *   δa_t = (∂h_t + δh) ⊙ P          P = 1 - h_t² for tanh; for relu 0 where h_t ≤ 0, else 1
 *   δh   = δa_t W_hh
 * </pre>
 */
final class RnnBackward {
  private RnnBackward() {}

  /** Returns the backward pass of the scan of a cell with the given nonlinearity. */
  static PackedCall.Backward of(CellScan scan, Nonlinearity nonlinearity) {
    return (hidden, state) -> build(scan.saved(), nonlinearity, scan.states().hidden(), hidden);
  }

  /**
   * Adds the backward pass to the graph.
   *
   * @param h every h, [S, H]
   * @param hidden the upstream gradient of every h, [S, H]
   */
  private static Gradients<Operand<TFloat32>> build(
      SavedActivations saved,
      Nonlinearity nonlinearity,
      Operand<TFloat32> h,
      Operand<TFloat32> hidden) {
    Ops tf = saved.tf();
    Operand<TFloat32> slope =
        switch (nonlinearity) {
          case TANH -> saved.tanhSlope(h);
          case RELU ->
              tf.select(tf.math.lessEqual(h, tf.constant(0f)), tf.constant(0f), tf.constant(1f));
        }; // [S, H]
    Operand<TFloat32> recurrent = saved.recurrentWeightsAfter(hidden); // [H, H]
    ScanLoop scan = new ScanLoop(tf, saved.packing());
    ScanLoop.Carry fromLater = scan.carry(saved.zeros(recurrent).hidden());
    SavedActivations.Recurrence recurrence = saved.recurrence(scan, recurrent);
    ScanLoop.Xs upstream = scan.xs(hidden);
    ScanLoop.Xs slopes = scan.xs(slope);
    ScanLoop.Ys toGate = scan.ys(saved.call().cell().hiddenSize());
    ScanLoop.Result loop =
        scan.scanReverse(
            (ops, step) -> {
              Operand<TFloat32> da =
                  ops.math.mul(
                      ops.math.add(step.get(upstream), step.get(fromLater)),
                      step.get(slopes)); // [n, H]
              step.replace(fromLater, recurrence.toPreviousHidden(ops, step, da));
              step.write(toGate, da);
            });
    Operand<TFloat32> da = loop.get(toGate); // [S, H]
    return saved.gradients(
        saved.product(da, saved.call().weights().inputHidden()),
        CellState.of(loop.get(fromLater)),
        saved.toWeights(da, saved.recurrentInput()));
  }
}
