package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;
import org.tributary.cell.Cell;
import org.tributary.cell.CellState;
import org.tributary.cell.CellWeights;
import org.tributary.sequence.Packing;

/**
 * The scan kernel: any cell's formula inside one loop over the steps, after one matrix product for
 * the input of all steps. Gradients are derived by hand and run in a reverse loop. The number of
 * steps and rows may vary from run to run.
 */
public final class ScanKernel implements Kernel {
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
  public <T extends TFloating> Optional<String> refusal(KernelCall<T> call) {
    if (!call.type().equals(TFloat32.class)) {
      return Optional.of("computes in float32 only, not in " + call.type().getSimpleName());
    }
    return call.inputIsPrecomputed() && call.purpose() == Purpose.TRAINING
        ? Optional.of("has no gradient through a precomputed input projection")
        : Optional.empty();
  }

  @Override
  @SuppressWarnings("unchecked") // the refusal leaves float32 only
  public <T extends TFloating> KernelForward<T> run(Ops tf, KernelCall<T> call) {
    require(call);
    PackedCall packed =
        PackedCall.of(tf, (KernelCall<TFloat32>) call, Packing.Rows.NEEDED, precision);
    KernelForward<TFloat32> run =
        call.cell()
            .match(
                rnn ->
                    build(
                        packed,
                        (saved, fromInput, outputs) ->
                            (up, none) ->
                                RnnBackward.build(saved, rnn.nonlinearity(), outputs.get(0), up)),
                lstm -> build(packed, ScanKernel::lstmBackward),
                gru -> GruScan.build(packed));
    return (KernelForward<T>) run;
  }

  /** The backward pass of one kind of cell. */
  private interface CellBackward {
    /**
     * Prepares the backward pass.
     *
     * @param fromInput W_i x and both biases, [S, G·H]
     * @param outputs every h [S, P], every c [S, H] of an LSTM, then W_h h [S, G·H] of a cell with
     *     several gates
     */
    PackedForward.Backward over(
        SavedActivations saved, Operand<TFloat32> fromInput, List<Operand<TFloat32>> outputs);
  }

  private static PackedForward.Backward lstmBackward(
      SavedActivations saved, Operand<TFloat32> fromInput, List<Operand<TFloat32>> outputs) {
    Ops tf = saved.tf();
    return (up, upCell) -> {
      Operand<TFloat32> sum = tf.math.add(fromInput, outputs.get(2)); // [S, 4·H]
      return new LstmBackward(saved, LstmBackward.Gates.of(tf, sum, outputs.get(1)))
          .build(up, upCell);
    };
  }

  private static KernelForward<TFloat32> build(PackedCall packed, CellBackward backward) {
    Ops tf = packed.tf();
    Cell cell = packed.call().cell();
    CellWeights<TFloat32> weights = packed.call().weights();
    boolean training = packed.call().purpose() == Purpose.TRAINING;
    Operand<TFloat32> fromInput = fromInput(packed); // [S, G·H]

    List<Operand<TFloat32>> constants = new ArrayList<>();
    constants.add(packed.transposed(weights.hiddenHidden())); // [P, G·H]
    packed.hiddenMask().ifPresent(constants::add);
    weights.projection().ifPresent(constants::add);
    boolean masked = packed.hiddenMask().isPresent();
    boolean projected = weights.projection().isPresent();
    boolean savesProduct = training && cell.gates() > 1;
    List<Integer> widths = new ArrayList<>(cell.stateSizes());
    if (savesProduct) {
      widths.add(cell.gates() * cell.hiddenSize());
    }
    ScanLoop.Result loop =
        new ScanLoop(tf, packed.packing(), packed.initial().parts(), constants, List.of(fromInput))
            .withPurpose(packed.call().purpose())
            .forwards(
                widths,
                (ops, carry, invariants, x) -> {
                  CellState<TFloat32> before = CellState.of(carry);
                  Operand<TFloat32> h = before.hidden();
                  Operand<TFloat32> recurrentInput =
                      masked
                          ? ops.math.mul(h, SavedActivations.rowsOf(ops, invariants.get(1), h))
                          : h; // [n, P]
                  Operand<TFloat32> fromHidden =
                      ops.linalg.matMul(recurrentInput, invariants.get(0)); // [n, G·H]
                  CellState<TFloat32> after =
                      cell.advance(
                          ops,
                          x.get(0),
                          fromHidden,
                          before,
                          projected
                              ? Optional.of(invariants.get(invariants.size() - 1))
                              : Optional.empty());
                  List<Operand<TFloat32>> ys = new ArrayList<>(after.parts());
                  if (savesProduct) {
                    ys.add(fromHidden);
                  }
                  return new ScanLoop.Result(after.parts(), ys);
                });

    List<Operand<TFloat32>> states = new ArrayList<>();
    for (int k = 0; k < cell.stateSizes().size(); k++) {
      states.add(
          packed.packing().extend(packed.initial().parts().get(k), List.of(loop.ys().get(k))));
    }
    Operand<TFloat32> hidden = loop.ys().get(0);
    SavedActivations saved = new SavedActivations(packed, states);
    return new PackedForward(
        packed,
        packed.last(loop.carry(), states),
        List.of(hidden),
        training ? Optional.of(backward.over(saved, fromInput, loop.ys())) : Optional.empty());
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
