package org.tributary.kernel;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.cell.CellWeights;
import org.tributary.internal.scan.ScanLoop;
import org.tributary.internal.scan.ScanStep;
import org.tributary.runtime.ExecutionMode;

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

    boolean training = packed.call().purpose() == ExecutionMode.TRAINING;
    ScanLoop scan = new ScanLoop(tf, packed.packing(), packed.call().purpose());
    ScanLoop.Carry hidden = scan.carry(packed.initial().hidden());
    ScanLoop.Constant gateWeights =
        scan.constant(packed.transposed(rows(weights.hiddenHidden(), 0, 2 * size))); // [H, 2H]
    ScanLoop.Constant candidateWeights =
        scan.constant(packed.transposed(rows(weights.hiddenHidden(), 2 * size, size))); // [H, H]
    // subtracted in the loop: TensorFlow fuses a product and a biasAdd into one operation that
    // reorders the weights at every step and takes twice as long as the product
    Optional<ScanLoop.Constant> negatedBias =
        weights
            .biases()
            .map(b -> scan.constant(tf.math.neg(slice(b.hiddenHidden(), 2 * size, size)))); // [H]
    Optional<ScanLoop.Constant> mask = packed.hiddenMask().map(scan::constant);
    ScanLoop.Xs gateInput = scan.xs(gatesFromInput);
    ScanLoop.Xs candidateInput = scan.xs(fromInput);
    ScanLoop.Ys outputs = scan.ys(size);
    Optional<GateSlots> gateSlots =
        training ? Optional.of(GateSlots.of(scan, size)) : Optional.empty();
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
              gateSlots.ifPresent(slots -> slots.write(step, new GruBackward.Gates(r, z, n, u)));
            });
    List<Operand<TFloat32>> every = List.of(loop.get(outputs)); // [S, H]
    List<Operand<TFloat32>> states =
        List.of(packed.packing().extend(packed.initial().hidden(), every));
    return new PackedForward(
        packed,
        packed.last(List.of(loop.get(hidden)), states),
        every,
        gateSlots.map(
            slots ->
                (upstream, state) ->
                    GruBackward.build(
                        new SavedActivations(packed, states), slots.read(loop), upstream)));
  }

  /** The slots of the gates' activations and u, which the backward pass needs. */
  private record GateSlots(ScanLoop.Ys r, ScanLoop.Ys z, ScanLoop.Ys n, ScanLoop.Ys u) {
    static GateSlots of(ScanLoop scan, int size) {
      return new GateSlots(scan.ys(size), scan.ys(size), scan.ys(size), scan.ys(size));
    }

    void write(ScanStep step, GruBackward.Gates gates) {
      step.write(r, gates.r());
      step.write(z, gates.z());
      step.write(n, gates.n());
      step.write(u, gates.u());
    }

    GruBackward.Gates read(ScanLoop.Result loop) {
      return new GruBackward.Gates(loop.get(r), loop.get(z), loop.get(n), loop.get(u));
    }
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
