package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.CellWeights;

/**
 * The scan of a GRU: {@link org.tributary.cell.GruCell}'s formula with separate matrix products for
 * the reset and update gates and for the candidate, so that no product is sliced inside the loop.
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
        weights
            .biases()
            .map(
                b ->
                    tf.math.add(
                        slice(b.inputHidden(), 0, 2 * size),
                        slice(b.hiddenHidden(), 0, 2 * size))); // [2H]
    Optional<Operand<TFloat32>> inputBias =
        weights.biases().map(b -> slice(b.inputHidden(), 2 * size, size)); // [H]
    // one direction's large products in sequence: if one thread computed those of both directions,
    // its own loop would start when the other thread's is half done
    Operand<TFloat32> gatesFromInput = product(packed, 0, 2 * size, gateBias); // [S, 2H]
    Operand<TFloat32> fromInput =
        product(packed.after(gatesFromInput), 2 * size, size, inputBias); // [S, H]

    List<Operand<TFloat32>> constants = new ArrayList<>();
    constants.add(packed.transposed(rows(weights.hiddenHidden(), 0, 2 * size))); // [H, 2H]
    constants.add(packed.transposed(rows(weights.hiddenHidden(), 2 * size, size))); // [H, H]
    // subtracted in the loop: TensorFlow fuses a product and a biasAdd into one operation that
    // reorders the weights at every step and takes twice as long as the product
    weights
        .biases()
        .ifPresent(b -> constants.add(tf.math.neg(slice(b.hiddenHidden(), 2 * size, size))));
    packed.hiddenMask().ifPresent(constants::add);
    boolean biased = weights.biases().isPresent();
    boolean masked = packed.hiddenMask().isPresent();
    boolean training = packed.call().purpose() == Purpose.TRAINING;
    List<Integer> widths = training ? List.of(size, size, size, size, size) : List.of(size);
    ScanLoop.Result loop =
        new ScanLoop(
                tf,
                packed.packing(),
                packed.initial().parts(),
                constants,
                List.of(gatesFromInput, fromInput))
            .withPurpose(packed.call().purpose())
            .forwards(
                widths,
                (ops, carry, invariants, x) -> {
                  Operand<TFloat32> h = carry.get(0); // [n, H]
                  Operand<TFloat32> recurrentInput =
                      masked
                          ? ops.math.mul(
                              h,
                              SavedActivations.rowsOf(
                                  ops, invariants.get(invariants.size() - 1), h))
                          : h;
                  Operand<TFloat32> gates =
                      ops.math.sigmoid(
                          ops.math.add(
                              x.get(0),
                              ops.linalg.matMul(recurrentInput, invariants.get(0)))); // [n, 2H]
                  List<Output<TFloat32>> parts = ops.split(ops.constant(1), gates, 2L).output();
                  Operand<TFloat32> r = parts.get(0);
                  Operand<TFloat32> z = parts.get(1);
                  Operand<TFloat32> product =
                      ops.linalg.matMul(recurrentInput, invariants.get(1)); // [n, H]
                  Operand<TFloat32> u = biased ? ops.math.sub(product, invariants.get(2)) : product;
                  Operand<TFloat32> n =
                      ops.math.tanh(ops.math.add(x.get(1), ops.math.mul(r, u))); // [n, H]
                  Operand<TFloat32> after =
                      ops.math.add(n, ops.math.mul(z, ops.math.sub(h, n))); // [n, H]
                  return new ScanLoop.Result(
                      List.of(after), training ? List.of(after, r, z, n, u) : List.of(after));
                });
    List<Operand<TFloat32>> ys = loop.ys();
    List<Operand<TFloat32>> states =
        List.of(packed.packing().extend(packed.initial().hidden(), ys.subList(0, 1)));
    return new PackedForward(
        packed,
        packed.last(loop.carry(), states),
        ys.subList(0, 1),
        training
            ? Optional.of(
                (hidden, none) ->
                    GruBackward.build(
                        new SavedActivations(packed, states),
                        new GruBackward.Gates(ys.get(1), ys.get(2), ys.get(3), ys.get(4)),
                        hidden))
            : Optional.empty());
  }

  private Operand<TFloat32> product(
      PackedCall packed, int first, int count, Optional<Operand<TFloat32>> bias) {
    Operand<TFloat32> product = packed.fromInput(first, count);
    return bias.<Operand<TFloat32>>map(b -> tf.nn.biasAdd(product, b)).orElse(product);
  }

  private Operand<TFloat32> rows(Operand<TFloat32> weight, int from, int count) {
    return tf.slice(weight, tf.array(from, 0), tf.array(count, -1));
  }

  private Operand<TFloat32> slice(Operand<TFloat32> bias, int from, int count) {
    return tf.slice(bias, tf.array(from), tf.array(count));
  }
}
