package org.tributary.kernel;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.CellWeights;
import org.tributary.cell.HiddenState;

/**
 * Backpropagation through time for a GRU, derived by hand. With δh the gradient from later steps
 * and u = W_hn h + b_hn, one step is
 *
 * <pre>
 *   δh_t = ∂h_t + δh
 *   δu_t = (δh_t, δh_t, δh_t) ⊙ P       to W_h h + b_h, gates r, z, n
 *   δh   = δh_t ⊙ z + δu_t W_hh
 *
 *   N = (1-z)(1-n²)      P = (N u r(1-r), (h_{t-1} - n) z(1-z), N r)
 * </pre>
 *
 * The gradient to W_i x + b_i differs in its last third only, which is δh_t ⊙ N. P has no
 * recurrence and is computed for all steps before the loop. The gradients to the weights and the
 * input are matrix products over all steps after it.
 */
final class GruBackward {
  private GruBackward() {}

  /** The gates' activations and u, each [S, H]. */
  record Gates(
      Operand<TFloat32> r, Operand<TFloat32> z, Operand<TFloat32> n, Operand<TFloat32> u) {}

  /**
   * Adds the backward pass to the graph.
   *
   * @param hidden the upstream gradient of every h, [S, H]
   */
  static PackedForward.Gradients build(
      SavedActivations saved, Gates gates, Operand<TFloat32> hidden) {
    Ops tf = saved.tf();
    int size = saved.call().cell().hiddenSize();
    Operand<TFloat32> toN =
        tf.math.mul(tf.math.sub(tf.constant(1f), gates.z()), saved.tanhSlope(gates.n())); // [S, H]
    Operand<TFloat32> toR =
        tf.math.mul(tf.math.mul(toN, gates.u()), saved.sigmoidSlope(gates.r())); // [S, H]
    Operand<TFloat32> toZ =
        tf.math.mul(
            tf.math.sub(saved.hiddenBefore(), gates.n()), saved.sigmoidSlope(gates.z())); // [S, H]
    Operand<TFloat32> toU = tf.math.mul(toN, gates.r()); // [S, H]
    CellWeights<TFloat32> weights = saved.call().weights();
    Operand<TFloat32> recurrent = saved.recurrentWeightsAfter(hidden); // [3H, H]
    boolean masked = saved.masked();
    ScanLoop.Result loop =
        new ScanLoop(
                tf,
                saved.packing(),
                saved.zeros(recurrent),
                saved.recurrence(recurrent),
                List.of(hidden, toR, toZ, toU, gates.z()))
            .backwards(
                List.of(2 * size, size, size),
                (ops, carry, constants, x) -> step(ops, carry, constants, x, masked));

    Operand<TFloat32> toGates = loop.ys().get(0); // [S, 2H]
    Operand<TFloat32> du = loop.ys().get(1); // [S, H]
    Operand<TFloat32> dx = tf.math.mul(loop.ys().get(2), toN); // [S, H]
    Operand<TFloat32> input =
        tf.math.add(
            saved.product(toGates, gates(tf, weights.inputHidden(), size)),
            saved.product(dx, candidate(tf, weights.inputHidden(), size))); // [S, I]
    Operand<TFloat32> recurrentInput = saved.recurrentInput(); // [S, H]
    CellWeights<TFloat32> ofGates = saved.toWeights(toGates, recurrentInput, Optional.empty());
    Operand<TFloat32> x = saved.packed().values(); // [S, I]
    return new PackedForward.Gradients(
        saved.toInput(input),
        new HiddenState<>(loop.carry().get(0)),
        new CellWeights<>(
            concatenated(tf, ofGates.inputHidden(), saved.outer(dx, x)),
            concatenated(tf, ofGates.hiddenHidden(), saved.outer(du, recurrentInput)),
            ofGates
                .biases()
                .map(
                    b ->
                        new CellWeights.Biases<>(
                            concatenated(tf, b.inputHidden(), tf.nn.biasAddGrad(dx)),
                            concatenated(tf, b.hiddenHidden(), tf.nn.biasAddGrad(du)))),
            Optional.empty()));
  }

  /** Returns the rows of {@code weight} [3H, ·] for the gates r and z, [2H, ·]. */
  private static Operand<TFloat32> gates(Ops tf, Operand<TFloat32> weight, int size) {
    return tf.slice(weight, tf.array(0, 0), tf.array(2 * size, -1));
  }

  /** Returns the rows of {@code weight} [3H, ·] for the candidate n, [H, ·]. */
  private static Operand<TFloat32> candidate(Ops tf, Operand<TFloat32> weight, int size) {
    return tf.slice(weight, tf.array(2 * size, 0), tf.array(size, -1));
  }

  private static Operand<TFloat32> concatenated(
      Ops tf, Operand<TFloat32> ofGates, Operand<TFloat32> ofCandidate) {
    return tf.concat(List.of(ofGates, ofCandidate), tf.constant(0));
  }

  private static ScanLoop.Result step(
      Ops tf,
      List<Operand<TFloat32>> carry,
      List<Operand<TFloat32>> constants,
      List<Operand<TFloat32>> x,
      boolean masked) {
    Operand<TFloat32> dh = tf.math.add(x.get(0), carry.get(0)); // [n, H]
    Operand<TFloat32> dr = tf.math.mul(dh, x.get(1)); // [n, H]
    Operand<TFloat32> dz = tf.math.mul(dh, x.get(2)); // [n, H]
    Operand<TFloat32> du = tf.math.mul(dh, x.get(3)); // [n, H]
    Operand<TFloat32> toRecurrentInput =
        tf.linalg.matMul(tf.concat(List.of(dr, dz, du), tf.constant(1)), constants.get(0));
    Operand<TFloat32> before =
        tf.math.add(
            tf.math.mul(dh, x.get(4)),
            SavedActivations.toPreviousHidden(tf, toRecurrentInput, constants, masked)); // [n, H]
    Operand<TFloat32> toGates = tf.concat(List.of(dr, dz), tf.constant(1)); // [n, 2H]
    return new ScanLoop.Result(List.of(before), List.of(toGates, du, dh));
  }
}
