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
 * A GRU in a loop over the steps: {@link org.tributary.cell.GruCell}'s formula with the products of
 * the reset and update gates apart from the candidate's, so that nothing is cut out of a product
 * inside the loop.
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

  static KernelRun<TFloat32> place(PackedCall packed) {
    return new GruScan(packed).place();
  }

  private KernelRun<TFloat32> place() {
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
    // a direction's large products in an order: if one thread took those of both, its loop would
    // begin when the other's is half over
    Operand<TFloat32> gatesFromInput = product(packed, 0, 2 * size, gateBias); // [S, 2H]
    Operand<TFloat32> fromInput =
        product(packed.after(gatesFromInput), 2 * size, size, inputBias); // [S, H]

    List<Operand<TFloat32>> constants = new ArrayList<>();
    constants.add(packed.transposed(rows(weights.hiddenHidden(), 0, 2 * size))); // [H, 2H]
    constants.add(packed.transposed(rows(weights.hiddenHidden(), 2 * size, size))); // [H, H]
    // subtracted in the loop: of a product and a biasAdd TensorFlow makes one operation, which
    // brings the weights into another order at every step and takes twice as long as the product
    weights
        .biases()
        .ifPresent(b -> constants.add(tf.math.neg(slice(b.hiddenHidden(), 2 * size, size))));
    packed.hiddenMask().ifPresent(constants::add);
    boolean biased = weights.biases().isPresent();
    boolean masked = packed.hiddenMask().isPresent();
    boolean training = packed.call().purpose() == Purpose.TRAINING;
    List<Integer> widths = training ? List.of(size, size, size, size, size) : List.of(size);
    ScanLoop.Turn loop =
        new ScanLoop(
                tf,
                packed.packing(),
                packed.initial().parts(),
                constants,
                List.of(gatesFromInput, fromInput))
            .suiting(packed.call().purpose())
            .forwards(
                widths,
                (ops, carried, given, step) -> {
                  Operand<TFloat32> h = carried.get(0); // [n, H]
                  Operand<TFloat32> seen =
                      masked
                          ? ops.math.mul(
                              h, SavedActivations.rowsOf(ops, given.get(given.size() - 1), h))
                          : h;
                  Operand<TFloat32> gates =
                      ops.math.sigmoid(
                          ops.math.add(
                              step.get(0), ops.linalg.matMul(seen, given.get(0)))); // [n, 2H]
                  List<Output<TFloat32>> parts = ops.split(ops.constant(1), gates, 2L).output();
                  Operand<TFloat32> r = parts.get(0);
                  Operand<TFloat32> z = parts.get(1);
                  Operand<TFloat32> product = ops.linalg.matMul(seen, given.get(1)); // [n, H]
                  Operand<TFloat32> u = biased ? ops.math.sub(product, given.get(2)) : product;
                  Operand<TFloat32> n =
                      ops.math.tanh(ops.math.add(step.get(1), ops.math.mul(r, u))); // [n, H]
                  Operand<TFloat32> after =
                      ops.math.add(n, ops.math.mul(z, ops.math.sub(h, n))); // [n, H]
                  return new ScanLoop.Turn(
                      List.of(after), training ? List.of(after, r, z, n, u) : List.of(after));
                });
    List<Operand<TFloat32>> written = loop.written();
    List<Operand<TFloat32>> states =
        List.of(packed.packing().extend(packed.initial().hidden(), written.subList(0, 1)));
    return new PackedRun(
        packed,
        packed.last(loop.carried(), states),
        written.subList(0, 1),
        training
            ? Optional.of(
                (hidden, none) ->
                    GruBackward.place(
                        new SavedActivations(packed, states),
                        new GruBackward.Gates(
                            written.get(1), written.get(2), written.get(3), written.get(4)),
                        hidden))
            : Optional.empty());
  }

  private Operand<TFloat32> product(
      PackedCall from, int first, int count, Optional<Operand<TFloat32>> bias) {
    Operand<TFloat32> product = from.fromInput(first, count);
    return bias.<Operand<TFloat32>>map(b -> tf.nn.biasAdd(product, b)).orElse(product);
  }

  private Operand<TFloat32> rows(Operand<TFloat32> weight, int from, int count) {
    return tf.slice(weight, tf.array(from, 0), tf.array(count, -1));
  }

  private Operand<TFloat32> slice(Operand<TFloat32> bias, int from, int count) {
    return tf.slice(bias, tf.array(from), tf.array(count));
  }
}
