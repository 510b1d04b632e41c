package org.tributary.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.graph.ScanLoop;
import org.tributary.layer.CellParameter;
import org.tributary.runtime.ExecutionMode;

/**
 * The scan of a GRU: {@link org.tributary.layer.GruCell}'s formula with separate matrix products
 * for the reset and update gates and for the candidate, so that no product is sliced inside the
 * loop.
 *
 * <p>Backpropagation through time for a GRU, derived by hand. With δh the gradient from later steps
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
final class GruScan {
  private final Ops tf;
  private final PackedCall packed;
  private final int size;

  private GruScan(PackedCall packed) {
    this.tf = packed.tf();
    this.packed = packed;
    this.size = packed.call().cell().hiddenSize();
  }

  static KernelForward<TFloat32> build(PackedCall packed) {
    return new GruScan(packed).build();
  }

  private KernelForward<TFloat32> build() {
    CellWeights<TFloat32> weights = packed.call().weights();
    Optional<Operand<TFloat32>> gateBias =
        weights.bias(tf).map(b -> CellWeights.rows(tf, b, 0, 2 * size)); // [2H]
    Optional<Operand<TFloat32>> inputBias =
        weights.inputBias().map(b -> CellWeights.rows(tf, b, 2 * size, size)); // [H]
    // one direction's large products in sequence: if one thread computed those of both directions,
    // its own loop would start when the other thread's is half done
    Operand<TFloat32> gatesFromInput = packed.fromInput(0, 2 * size, gateBias); // [S, 2H]
    Operand<TFloat32> fromInput =
        packed.after(gatesFromInput).fromInput(2 * size, size, inputBias); // [S, H]

    boolean training = packed.call().purpose() == ExecutionMode.TRAINING;
    ScanLoop scan = new ScanLoop(tf, packed.packing(), packed.call().purpose());
    ScanLoop.Carry hidden = scan.carry(packed.initial().hidden());
    ScanLoop.Constant gateWeights =
        scan.constant(
            packed.transposed(
                CellWeights.rows(tf, weights.hiddenHidden(), 0, 2 * size))); // [H, 2H]
    ScanLoop.Constant candidateWeights =
        scan.constant(
            packed.transposed(
                CellWeights.rows(tf, weights.hiddenHidden(), 2 * size, size))); // [H, H]
    // subtracted in the loop: TensorFlow fuses a product and a biasAdd into one operation that
    // reorders the weights at every step and takes twice as long as the product
    Optional<ScanLoop.Constant> negatedBias =
        weights
            .hiddenBias()
            .map(b -> scan.constant(tf.math.neg(CellWeights.rows(tf, b, 2 * size, size)))); // [H]
    Optional<ScanLoop.Constant> mask = packed.hiddenMask().map(scan::constant);
    ScanLoop.Xs gateInput = scan.xs(gatesFromInput);
    ScanLoop.Xs candidateInput = scan.xs(fromInput);
    ScanLoop.Ys outputs = scan.ys(size);
    List<ScanLoop.Ys> saved = new ArrayList<>(); // r, z, n and u, for the backward pass
    for (int k = 0; training && k < 4; k++) {
      saved.add(scan.ys(size));
    }
    ScanLoop.Result loop =
        scan.scan(
            (ops, step) -> {
              Operand<TFloat32> h = step.get(hidden); // [n, H]
              Operand<TFloat32> recurrentInput = SavedActivations.masked(ops, step, mask, h);
              Operand<TFloat32> gates =
                  ops.math.sigmoid(
                      ops.math.add(
                          step.get(gateInput),
                          ops.linalg.matMul(recurrentInput, step.get(gateWeights)))); // [n, 2H]
              List<Output<TFloat32>> parts = ops.split(ops.constant(1), gates, 2L).output();
              Operand<TFloat32> r = parts.get(0);
              Operand<TFloat32> z = parts.get(1);
              Operand<TFloat32> product =
                  ops.linalg.matMul(recurrentInput, step.get(candidateWeights)); // [n, H]
              Operand<TFloat32> u =
                  negatedBias
                      .<Operand<TFloat32>>map(slot -> ops.math.sub(product, step.get(slot)))
                      .orElse(product);
              Operand<TFloat32> n =
                  ops.math.tanh(
                      ops.math.add(step.get(candidateInput), ops.math.mul(r, u))); // [n, H]
              Operand<TFloat32> after =
                  ops.math.add(n, ops.math.mul(z, ops.math.sub(h, n))); // [n, H]
              step.replace(hidden, after);
              step.write(outputs, after);
              List<Operand<TFloat32>> activations = List.of(r, z, n, u);
              for (int k = 0; k < saved.size(); k++) {
                step.write(saved.get(k), activations.get(k));
              }
            });
    List<Operand<TFloat32>> every = List.of(loop.get(outputs)); // [S, H]
    List<Operand<TFloat32>> states =
        List.of(packed.packing().extend(packed.initial().hidden(), every));
    return packed.forward(
        packed.last(List.of(loop.get(hidden)), states),
        every,
        training
            ? Optional.of(
                (upstream, state) ->
                    backward(
                        new SavedActivations(packed, states),
                        new Gates(
                            loop.get(saved.get(0)),
                            loop.get(saved.get(1)),
                            loop.get(saved.get(2)),
                            loop.get(saved.get(3))),
                        upstream))
            : Optional.empty());
  }

  /** The gates' activations and u, each [S, H]. */
  record Gates(
      Operand<TFloat32> r, Operand<TFloat32> z, Operand<TFloat32> n, Operand<TFloat32> u) {}

  /**
   * Adds the backward pass to the graph.
   *
   * @param hidden the upstream gradient of every h, [S, H]
   */
  private static Gradients<Operand<TFloat32>> backward(
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
            saved.product(toGates, CellWeights.rows(tf, weights.inputHidden(), 0, 2 * size)),
            saved.product(
                dx, CellWeights.rows(tf, weights.inputHidden(), 2 * size, size))); // [S, I]
    Operand<TFloat32> recurrentInput = saved.recurrentInput(); // [S, H]
    Map<CellParameter, Operand<TFloat32>> ofGates = saved.toWeights(toGates, recurrentInput);
    Map<CellParameter, Operand<TFloat32>> ofCandidate = saved.toWeights(dx, du, recurrentInput);
    ofGates.replaceAll(
        (kind, gradient) -> tf.concat(List.of(gradient, ofCandidate.get(kind)), tf.constant(0)));
    return saved.gradients(input, CellState.of(loop.get(fromLater)), ofGates);
  }
}
