package org.tributary.kernel;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.HiddenState;
import org.tributary.cell.Nonlinearity;

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

  /**
   * Adds the backward pass to the graph.
   *
   * @param h every h, [S, H]
   * @param hidden the upstream gradient of every h, [S, H]
   */
  static PackedForward.Gradients build(
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
    boolean masked = saved.masked();
    ScanLoop.Result loop =
        new ScanLoop(
                tf,
                saved.packing(),
                saved.zeros(recurrent),
                saved.recurrence(recurrent),
                List.of(hidden, slope))
            .backwards(
                List.of(saved.call().cell().hiddenSize()),
                (ops, carry, constants, x) -> {
                  Operand<TFloat32> da =
                      ops.math.mul(ops.math.add(x.get(0), carry.get(0)), x.get(1)); // [n, H]
                  return new ScanLoop.Result(
                      List.of(
                          SavedActivations.toPreviousHidden(
                              ops, ops.linalg.matMul(da, constants.get(0)), constants, masked)),
                      List.of(da));
                });
    Operand<TFloat32> da = loop.ys().get(0); // [S, H]
    return saved.gradients(
        da,
        saved.call().weights().inputHidden(),
        new HiddenState<>(loop.carry().get(0)),
        Optional.empty());
  }
}
