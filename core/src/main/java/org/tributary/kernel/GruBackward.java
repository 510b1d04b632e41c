package org.tributary.kernel;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.cell.CellState;
import org.tributary.graph.cell.CellWeights;
import org.tributary.internal.scan.ScanLoop;

/**
 * Backpropagation through time for a GRU, derived by hand. With δh the gradient from later steps
 * and u = W_hn h + b_hn, one step is
 *
 * <pre>
 *   δh_t = ∂h_t + δh
 *   δu_t = (δh_t, δh_t, δh_t) ⊙ P       with respect to W_h h + b_h, gates r, z, n
 *   δh   = δh_t ⊙ z + δu_t W_hh
 *
 *   N = (1-z)(1-n²)      P = (N u r(1-r), (h_{t-1} - n) z(1-z), N r)
 * </pre>
 *
 * The gradient with respect to W_i x + b_i differs in its last third only, which is δh_t ⊙ N. P has
 * no recurrence and is computed for all steps before the loop. The gradients with respect to the
 * weights and the input are matrix products over all steps after it.
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
  static PackedGradients build(SavedActivations saved, Gates gates, Operand<TFloat32> hidden) {
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
    ScanLoop scan = new ScanLoop(tf, saved.packing());
    ScanLoop.Carry fromLater = scan.carry(saved.zeros(recurrent).hidden());
    SavedActivations.Recurrence recurrence = saved.recurrence(scan, recurrent);
    ScanLoop.Xs upstream = scan.xs(hidden);
    ScanLoop.Xs slopeR = scan.xs(toR);
    ScanLoop.Xs slopeZ = scan.xs(toZ);
    ScanLoop.Xs slopeU = scan.xs(toU);
    ScanLoop.Xs update = scan.xs(gates.z());
    ScanLoop.Ys gradientOfGates = scan.ys(2 * size);
    ScanLoop.Ys gradientOfU = scan.ys(size);
    ScanLoop.Ys gradientOfHidden = scan.ys(size);
    ScanLoop.Result loop =
        scan.scanReverse(
            (ops, step) -> {
              Operand<TFloat32> dh =
                  ops.math.add(step.get(upstream), step.get(fromLater)); // [n, H]
              Operand<TFloat32> dr = ops.math.mul(dh, step.get(slopeR)); // [n, H]
              Operand<TFloat32> dz = ops.math.mul(dh, step.get(slopeZ)); // [n, H]
              Operand<TFloat32> du = ops.math.mul(dh, step.get(slopeU)); // [n, H]
              Operand<TFloat32> all = ops.concat(List.of(dr, dz, du), ops.constant(1)); // [n, 3H]
              Operand<TFloat32> toRecurrentInput = recurrence.toRecurrentInput(ops, step, all);
              Operand<TFloat32> direct = ops.math.mul(dh, step.get(update)); // [n, H]
              step.replace(
                  fromLater, ops.math.add(direct, recurrence.masked(ops, step, toRecurrentInput)));
              step.write(gradientOfGates, ops.concat(List.of(dr, dz), ops.constant(1)));
              step.write(gradientOfU, du);
              step.write(gradientOfHidden, dh);
            });

    Operand<TFloat32> toGates = loop.get(gradientOfGates); // [S, 2H]
    Operand<TFloat32> du = loop.get(gradientOfU); // [S, H]
    Operand<TFloat32> dx = tf.math.mul(loop.get(gradientOfHidden), toN); // [S, H]
    Operand<TFloat32> input =
        tf.math.add(
            saved.product(toGates, gates(tf, weights.inputHidden(), size)),
            saved.product(dx, candidate(tf, weights.inputHidden(), size))); // [S, I]
    Operand<TFloat32> recurrentInput = saved.recurrentInput(); // [S, H]
    CellWeights<TFloat32> ofGates = saved.toWeights(toGates, recurrentInput, Optional.empty());
    Operand<TFloat32> x = saved.packed().input(); // [S, I]
    return new PackedGradients(
        saved.toInput(input),
        CellState.of(loop.get(fromLater)),
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
}
