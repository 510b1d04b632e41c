package org.tributary.kernel;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.HiddenState;
import org.tributary.cell.Nonlinearity;

/**
 * The gradients of a plain RNN over time, written by hand. With δh what later steps send back, one
 * step is
 *
 * <pre>
 *   δa_t = (∂h_t + δh) ⊙ P          P = 1 - h_t² for tanh; for relu 0 where h_t ≤ 0, else 1
 *   δh   = δa_t W_hh
 * </pre>
 */
final class RnnBackward {
  private RnnBackward() {}

  /**
   * Places the backward pass.
   *
   * @param h every h, [S, H]
   * @param hidden the gradient to every h, [S, H]
   */
  static PackedRun.Gradients place(
      SavedActivations tape,
      Nonlinearity nonlinearity,
      Operand<TFloat32> h,
      Operand<TFloat32> hidden) {
    Ops tf = tape.tf();
    Operand<TFloat32> slope =
        switch (nonlinearity) {
          case TANH -> tape.tanhSlope(h);
          case RELU ->
              tf.select(tf.math.lessEqual(h, tf.constant(0f)), tf.constant(0f), tf.constant(1f));
        }; // [S, H]
    Operand<TFloat32> recurrent = tape.recurrentUpon(hidden); // [H, H]
    boolean masked = tape.masked();
    ScanLoop.Turn loop =
        new ScanLoop(
                tf,
                tape.packing(),
                tape.zeros(recurrent),
                tape.recurrence(recurrent),
                List.of(hidden, slope))
            .backwards(
                List.of(tape.call().cell().hiddenSize()),
                (ops, carried, constants, step) -> {
                  Operand<TFloat32> da =
                      ops.math.mul(
                          ops.math.add(step.get(0), carried.get(0)), step.get(1)); // [n, H]
                  return new ScanLoop.Turn(
                      List.of(
                          SavedActivations.toHidden(
                              ops, ops.linalg.matMul(da, constants.get(0)), constants, masked)),
                      List.of(da));
                });
    Operand<TFloat32> da = loop.written().get(0); // [S, H]
    return tape.gradients(
        da,
        tape.call().weights().inputHidden(),
        new HiddenState<>(loop.carried().get(0)),
        Optional.empty());
  }
}
