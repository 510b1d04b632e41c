package org.tributary.kernel;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
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
 * The gradient to W_i x + b_i is the same but for its last third, which is δh_t ⊙ N. P needs no
 * recurrence and is computed for all steps at once before the loop; the gradients of the weights
 * and the input are large products after it.
 */
final class GruBackward {
  private GruBackward() {}

  /** What the gates were, each [S, H]. */
  record Gates(
      Operand<TFloat32> r, Operand<TFloat32> z, Operand<TFloat32> n, Operand<TFloat32> u) {}

  /**
   * Places the backward pass.
   *
   * @param hidden the gradient to every h, [S, H]
   */
  static PackedRun.Gradients place(Tape tape, Gates gates, Operand<TFloat32> hidden) {
    Ops tf = tape.tf();
    int size = tape.call().cell().hiddenSize();
    Operand<TFloat32> toN =
        tf.math.mul(tf.math.sub(tf.constant(1f), gates.z()), tape.tanhSlope(gates.n())); // [S, H]
    Operand<TFloat32> toR =
        tf.math.mul(tf.math.mul(toN, gates.u()), tape.sigmoidSlope(gates.r())); // [S, H]
    Operand<TFloat32> toZ =
        tf.math.mul(
            tf.math.sub(tape.hiddenBefore(), gates.n()), tape.sigmoidSlope(gates.z())); // [S, H]
    Operand<TFloat32> toU = tf.math.mul(toN, gates.r()); // [S, H]
    boolean masked = tape.masked();
    ScanLoop.Turn loop =
        new ScanLoop(
                tf,
                tape.packing(),
                tape.zeros(),
                tape.recurrence(tape.call().weights().hiddenHidden()),
                List.of(
                    ScanLoop.Sequence.of(hidden),
                    ScanLoop.Sequence.of(toR),
                    ScanLoop.Sequence.of(toZ),
                    ScanLoop.Sequence.of(toU),
                    ScanLoop.Sequence.of(gates.z())))
            .backwards(
                List.of(3 * size, size),
                (ops, carried, constants, step) -> step(ops, carried, constants, step, masked));

    Operand<TFloat32> du = loop.written().get(0); // [S, 3H]
    Operand<TFloat32> dh = loop.written().get(1); // [S, H]
    Operand<TFloat32> dx =
        tf.concat(
            List.of(tf.slice(du, tf.array(0, 0), tf.array(-1, 2 * size)), tf.math.mul(dh, toN)),
            tf.constant(1)); // [S, 3H]
    return tape.gradients(
        dx,
        du,
        tape.call().weights().inputHidden(),
        new HiddenState<>(loop.carried().get(0)),
        Optional.empty());
  }

  private static ScanLoop.Turn step(
      Ops tf,
      List<Operand<TFloat32>> carried,
      List<Operand<TFloat32>> constants,
      List<Operand<TFloat32>> step,
      boolean masked) {
    Operand<TFloat32> dh = tf.math.add(step.get(0), carried.get(0)); // [n, H]
    Operand<TFloat32> du =
        tf.concat(
            List.of(
                tf.math.mul(dh, step.get(1)),
                tf.math.mul(dh, step.get(2)),
                tf.math.mul(dh, step.get(3))),
            tf.constant(1)); // [n, 3H]
    Operand<TFloat32> before =
        tf.math.add(
            tf.math.mul(dh, step.get(4)), Tape.toHidden(tf, du, constants, masked)); // [n, H]
    return new ScanLoop.Turn(List.of(before), List.of(du, dh));
  }
}
