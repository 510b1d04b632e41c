package org.tributary.kernel;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.CellWeights;
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
  static PackedRun.Gradients place(SavedActivations tape, Gates gates, Operand<TFloat32> hidden) {
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
    CellWeights<TFloat32> weights = tape.call().weights();
    Operand<TFloat32> recurrent = tape.recurrentUpon(hidden); // [3H, H]
    boolean masked = tape.masked();
    ScanLoop.Turn loop =
        new ScanLoop(
                tf,
                tape.packing(),
                tape.zeros(recurrent),
                tape.recurrence(recurrent),
                List.of(hidden, toR, toZ, toU, gates.z()))
            .backwards(
                List.of(2 * size, size, size),
                (ops, carried, given, step) -> step(ops, carried, given, step, masked));

    Operand<TFloat32> toGates = loop.written().get(0); // [S, 2H]
    Operand<TFloat32> du = loop.written().get(1); // [S, H]
    Operand<TFloat32> dx = tf.math.mul(loop.written().get(2), toN); // [S, H]
    Operand<TFloat32> input =
        tf.math.add(
            tape.product(toGates, gates(tf, weights.inputHidden(), size)),
            tape.product(dx, candidate(tf, weights.inputHidden(), size))); // [S, I]
    Operand<TFloat32> seen = tape.seen(); // [S, H]
    CellWeights<TFloat32> ofGates = tape.toWeights(toGates, seen, Optional.empty());
    Operand<TFloat32> x = tape.packed().values(); // [S, I]
    return new PackedRun.Gradients(
        tape.toInput(input),
        new HiddenState<>(loop.carried().get(0)),
        new CellWeights<>(
            joined(tf, ofGates.inputHidden(), tape.outer(dx, x)),
            joined(tf, ofGates.hiddenHidden(), tape.outer(du, seen)),
            ofGates
                .biases()
                .map(
                    b ->
                        new CellWeights.Biases<>(
                            joined(tf, b.inputHidden(), tf.nn.biasAddGrad(dx)),
                            joined(tf, b.hiddenHidden(), tf.nn.biasAddGrad(du)))),
            Optional.empty()));
  }

  /** The rows of {@code weight} [3H, ·] that make the gates r and z, [2H, ·]. */
  private static Operand<TFloat32> gates(Ops tf, Operand<TFloat32> weight, int size) {
    return tf.slice(weight, tf.array(0, 0), tf.array(2 * size, -1));
  }

  /** The rows of {@code weight} [3H, ·] that make the candidate n, [H, ·]. */
  private static Operand<TFloat32> candidate(Ops tf, Operand<TFloat32> weight, int size) {
    return tf.slice(weight, tf.array(2 * size, 0), tf.array(size, -1));
  }

  private static Operand<TFloat32> joined(
      Ops tf, Operand<TFloat32> ofGates, Operand<TFloat32> ofCandidate) {
    return tf.concat(List.of(ofGates, ofCandidate), tf.constant(0));
  }

  private static ScanLoop.Turn step(
      Ops tf,
      List<Operand<TFloat32>> carried,
      List<Operand<TFloat32>> constants,
      List<Operand<TFloat32>> step,
      boolean masked) {
    Operand<TFloat32> dh = tf.math.add(step.get(0), carried.get(0)); // [n, H]
    Operand<TFloat32> dr = tf.math.mul(dh, step.get(1)); // [n, H]
    Operand<TFloat32> dz = tf.math.mul(dh, step.get(2)); // [n, H]
    Operand<TFloat32> du = tf.math.mul(dh, step.get(3)); // [n, H]
    Operand<TFloat32> toSeen =
        tf.linalg.matMul(tf.concat(List.of(dr, dz, du), tf.constant(1)), constants.get(0));
    Operand<TFloat32> before =
        tf.math.add(
            tf.math.mul(dh, step.get(4)),
            SavedActivations.toHidden(tf, toSeen, constants, masked)); // [n, H]
    Operand<TFloat32> toGates = tf.concat(List.of(dr, dz), tf.constant(1)); // [n, 2H]
    return new ScanLoop.Turn(List.of(before), List.of(toGates, du, dh));
  }
}
