package org.tributary.kernel;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.HiddenState;

/**
 * The gradients of a GRU over time, written by hand. With δh what later steps send back and u =
 * W_hn h + b_hn, one step is
 *
 * <pre>
 *   δh_t = ∂h_t + δh
 *   δu_t = (δh_t, δh_t, δh_t) ⊙ P       to W_h h + b_h, gates r, z, n
 *   δh   = δh_t ⊙ z + δu_t W_hh
 *
 *   N = (1-z)(1-n²)      P = (N u r(1-r), (h_{t-1} - n) z(1-z), N r)
 * </pre>
 *
 * The gradient to W_i x + b_i is the same but for its last third, which is δh_t ⊙ N. The gates and
 * P need no recurrence and are computed for all steps at once before the loop; the gradients of the
 * weights and the input are large products after it.
 */
final class GruBackward {
  private GruBackward() {}

  /**
   * Places the backward pass.
   *
   * @param fromInput W_i x + b_i of every step, [T, N, 3H]
   * @param fromHidden W_h h + b_h of every step, [T, N, 3H]
   * @param hidden the gradient to every h, [T, N, H]
   */
  static KernelGradients<TFloat32> place(
      Tape tape,
      Operand<TFloat32> fromInput,
      Operand<TFloat32> fromHidden,
      Operand<TFloat32> hidden) {
    Ops tf = tape.tf();
    int size = tape.call().cell().hiddenSize();
    List<Output<TFloat32>> x = tf.split(tf.constant(2), fromInput, 3L).output();
    List<Output<TFloat32>> u = tf.split(tf.constant(2), fromHidden, 3L).output();
    Operand<TFloat32> r = tf.math.sigmoid(tf.math.add(x.get(0), u.get(0))); // [T, N, H]
    Operand<TFloat32> z = tf.math.sigmoid(tf.math.add(x.get(1), u.get(1))); // [T, N, H]
    Operand<TFloat32> n =
        tf.math.tanh(tf.math.add(x.get(2), tf.math.mul(r, u.get(2)))); // [T, N, H]

    Operand<TFloat32> toN =
        tf.math.mul(tf.math.sub(tf.constant(1f), z), tape.tanhSlope(n)); // [T, N, H]
    Operand<TFloat32> toR =
        tf.math.mul(tf.math.mul(toN, u.get(2)), tape.sigmoidSlope(r)); // [T, N, H]
    Operand<TFloat32> toZ =
        tf.math.mul(tf.math.sub(tape.hiddenBefore(), n), tape.sigmoidSlope(z)); // [T, N, H]
    Operand<TFloat32> through =
        tf.concat(List.of(toR, toZ, tf.math.mul(toN, r)), tf.constant(2)); // [T, N, 3H]
    boolean masked = tape.call().hiddenMask().isPresent();
    ScanLoop.Turn loop =
        new ScanLoop(tf, tape.steps(), tape.zeros(), tape.recurrence(), List.of(hidden, through, z))
            .backwards(
                List.of(3 * size, size),
                (ops, carried, constants, step) -> step(ops, carried, constants, step, masked));

    Operand<TFloat32> du = loop.written().get(0); // [T, N, 3H]
    Operand<TFloat32> dh = loop.written().get(1); // [T, N, H]
    List<Output<TFloat32>> parts = tf.split(tf.constant(2), du, 3L).output(); // 3 × [T, N, H]
    Operand<TFloat32> dx =
        tf.concat(
            List.of(parts.get(0), parts.get(1), tf.math.mul(dh, toN)),
            tf.constant(2)); // [T, N, 3H]
    return tape.gradients(dx, du, new HiddenState<>(loop.carried().get(0)), Optional.empty());
  }

  private static ScanLoop.Turn step(
      Ops tf,
      List<Operand<TFloat32>> carried,
      List<Operand<TFloat32>> constants,
      List<Operand<TFloat32>> step,
      boolean masked) {
    Operand<TFloat32> dh = tf.math.add(step.get(0), carried.get(0)); // [N, H]
    Operand<TFloat32> du =
        tf.math.mul(tf.concat(List.of(dh, dh, dh), tf.constant(1)), step.get(1)); // [N, 3H]
    Operand<TFloat32> before =
        tf.math.add(
            tf.math.mul(dh, step.get(2)), Tape.toHidden(tf, du, constants, masked)); // [N, H]
    return new ScanLoop.Turn(List.of(before), List.of(du, dh));
  }
}
