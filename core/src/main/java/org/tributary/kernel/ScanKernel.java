package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;
import org.tributary.cell.CellState;
import org.tributary.cell.CellWeights;
import org.tributary.cell.ScanCell;
import org.tributary.internal.packing.Packing;
import org.tributary.internal.scan.ScanLoop;
import org.tributary.runtime.Purpose;

/**
 * The scan kernel: a {@link ScanCell}'s formula inside one loop over the steps, after one matrix
 * product for the input of all steps. Gradients are derived by hand and run in a reverse loop. The
 * number of steps and rows may vary from run to run.
 */
final class ScanKernel implements Kernel {
  private final MatmulPrecision precision;

  ScanKernel(MatmulPrecision precision) {
    this.precision = precision;
  }

  @Override
  public String name() {
    return precision == MatmulPrecision.FLOAT32 ? "scan" : "scan-bfloat16";
  }

  @Override
  public String toString() {
    return name();
  }

  @Override
  public <T extends TFloating> Optional<String> unsupported(KernelCall<T> call) {
    if (!call.type().equals(TFloat32.class)) {
      return Optional.of("computes in float32 only, not in " + call.type().getSimpleName());
    }
    Optional<String> unsupportedCell = CellPasses.unsupportedInScan(call.cell(), call.purpose());
    if (unsupportedCell.isPresent()) {
      return unsupportedCell;
    }
    return call.inputIsPrecomputed() && call.purpose() == Purpose.TRAINING
        ? Optional.of("has no gradient through a precomputed input projection")
        : Optional.empty();
  }

  @Override
  @SuppressWarnings("unchecked") // require leaves float32 only
  public <T extends TFloating> KernelForward<T> run(Ops tf, KernelCall<T> call) {
    require(call);
    PackedCall packed =
        PackedCall.of(tf, (KernelCall<TFloat32>) call, Packing.Rows.NEEDED, precision);
    return (KernelForward<T>) CellPasses.scan(call.cell()).build(packed);
  }

  /**
   * The activations of every step.
   *
   * @param fromInput W_i x and both biases, [S, G·H]
   * @param states every h, [S, P], and every c of an LSTM, [S, H]
   * @param fromHidden W_h h, [S, G·H], of a cell with several gates in training
   */
  record Activations(
      Operand<TFloat32> fromInput,
      CellState<TFloat32> states,
      Optional<Operand<TFloat32>> fromHidden) {}

  /** The backward pass of one kind of cell. */
  interface CellBackward {
    /** Prepares the backward pass. */
    PackedForward.Backward over(SavedActivations saved, Activations activations);
  }

  /**
   * Adds a forward pass of the cell's formula. For cells that use only the sum of both operands:
   * {@code fromInput} holds both biases.
   */
  static KernelForward<TFloat32> build(PackedCall packed, CellBackward backward) {
    Ops tf = packed.tf();
    ScanCell cell = (ScanCell) packed.call().cell();
    CellWeights<TFloat32> weights = packed.call().weights();
    Purpose purpose = packed.call().purpose();
    Operand<TFloat32> fromInput = fromInput(packed); // [S, G·H]

    ScanLoop scan = new ScanLoop(tf, packed.packing(), purpose);
    List<ScanLoop.Carry> state = packed.initial().parts().stream().map(scan::carry).toList();
    ScanLoop.Constant hiddenHidden =
        scan.constant(packed.transposed(weights.hiddenHidden())); // [P, G·H]
    Optional<ScanLoop.Constant> mask = packed.hiddenMask().map(scan::constant);
    Optional<ScanLoop.Constant> projection = weights.projection().map(scan::constant);
    ScanLoop.Xs input = scan.xs(fromInput);
    List<ScanLoop.Ys> states = cell.stateSizes().stream().map(scan::ys).toList();
    Optional<ScanLoop.Ys> product =
        purpose == Purpose.TRAINING && cell.gates() > 1
            ? Optional.of(scan.ys(cell.gates() * cell.hiddenSize()))
            : Optional.empty();
    ScanLoop.Result loop =
        scan.scan(
            (ops, step) -> {
              CellState<TFloat32> before = cell.state(state.stream().map(step::get).toList());
              Operand<TFloat32> recurrentInput =
                  SavedActivations.masked(ops, step, mask, before.hidden()); // [n, P]
              Operand<TFloat32> fromHidden =
                  ops.linalg.matMul(recurrentInput, step.get(hiddenHidden)); // [n, G·H]
              CellState<TFloat32> after =
                  cell.advance(ops, step.get(input), fromHidden, before, projection.map(step::get));
              for (int k = 0; k < state.size(); k++) {
                step.replace(state.get(k), after.parts().get(k));
                step.write(states.get(k), after.parts().get(k));
              }
              product.ifPresent(slot -> step.write(slot, fromHidden));
            });

    CellState<TFloat32> every = cell.state(states.stream().map(loop::get).toList());
    List<Operand<TFloat32>> extended = new ArrayList<>();
    for (int k = 0; k < states.size(); k++) {
      extended.add(
          packed.packing().extend(packed.initial().parts().get(k), List.of(every.parts().get(k))));
    }
    SavedActivations saved = new SavedActivations(packed, extended);
    return new PackedForward(
        packed,
        packed.last(state.stream().map(loop::get).toList(), extended),
        List.of(every.hidden()),
        purpose == Purpose.TRAINING
            ? Optional.of(
                backward.over(saved, new Activations(fromInput, every, product.map(loop::get))))
            : Optional.empty());
  }

  /** Adds W_i x and both biases, [S, G·H], to the graph. */
  private static Operand<TFloat32> fromInput(PackedCall packed) {
    Ops tf = packed.tf();
    CellWeights<TFloat32> weights = packed.call().weights();
    Operand<TFloat32> product = packed.fromInput(); // [S, G·H]
    return weights
        .biases()
        .<Operand<TFloat32>>map(
            b -> tf.nn.biasAdd(product, tf.math.add(b.inputHidden(), b.hiddenHidden())))
        .orElse(product);
  }
}
