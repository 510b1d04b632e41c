package org.tributary.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.graph.ScanLoop;
import org.tributary.layer.Cell;
import org.tributary.runtime.ExecutionMode;

/**
 * The forward scan of a {@link ScanCell} over packed steps: {@link ScanCell#advance} in a loop,
 * after the product with the input of all steps.
 *
 * @param fromInput the product with the input, as {@code advance} reads it, [S, G·H]
 * @param states the state after every step, each part [S, size]
 * @param fromHidden the product with h, as {@code advance} reads it, [S, G·H]; empty unless saved
 * @param saved the states before and after every step
 */
record CellScan(
    Operand<TFloat32> fromInput,
    CellState<TFloat32> states,
    Optional<Operand<TFloat32>> fromHidden,
    SavedActivations saved) {

  /**
   * Adds the forward pass of a cell to the graph.
   *
   * @param backward the backward pass over a scan, in training
   */
  static KernelForward<TFloat32> forward(
      PackedCall packed, Function<CellScan, PackedCall.Backward> backward) {
    return forward(packed, false, backward);
  }

  /**
   * Adds the forward pass of a cell that reads the sum of both products alone: both biases are
   * added to the product with the input, and the other one is saved for several gates only.
   *
   * @param backward the backward pass over a scan, in training
   */
  static KernelForward<TFloat32> forwardOfSum(
      PackedCall packed, Function<CellScan, PackedCall.Backward> backward) {
    return forward(packed, true, backward);
  }

  private static KernelForward<TFloat32> forward(
      PackedCall packed, boolean readsSum, Function<CellScan, PackedCall.Backward> backward) {
    Ops tf = packed.tf();
    boolean training = packed.call().purpose() == ExecutionMode.TRAINING;
    CellWeights<TFloat32> weights = packed.call().weights();
    Operand<TFloat32> fromInput =
        packed.fromInput(readsSum ? weights.bias(tf) : weights.inputBias());
    Cell cell = packed.call().cell();
    ScanLoop scan = new ScanLoop(tf, packed.packing(), packed.call().purpose());
    List<ScanLoop.Carry> carry = packed.initial().parts().stream().map(scan::carry).toList();
    ScanLoop.Constant hiddenHidden =
        scan.constant(packed.transposed(weights.hiddenHidden())); // [P, G·H]
    Optional<ScanLoop.Constant> mask = packed.hiddenMask().map(scan::constant);
    Optional<ScanLoop.Constant> bias =
        readsSum ? Optional.empty() : weights.hiddenBias().map(scan::constant);
    Optional<ScanLoop.Constant> projection = weights.projection().map(scan::constant);
    ScanLoop.Xs input = scan.xs(fromInput);
    List<ScanLoop.Ys> states = cell.stateSizes().stream().map(scan::ys).toList();
    Optional<ScanLoop.Ys> product =
        training && (!readsSum || cell.gates() > 1)
            ? Optional.of(scan.ys(cell.gates() * cell.hiddenSize()))
            : Optional.empty();
    ScanLoop.Result loop =
        scan.scan(
            (ops, step) -> {
              CellState<TFloat32> before =
                  CellState.of(cell, carry.stream().map(step::get).toList());
              Operand<TFloat32> recurrentInput =
                  SavedActivations.masked(ops, step, mask, before.hidden()); // [n, P]
              Operand<TFloat32> unbiased =
                  ops.linalg.matMul(recurrentInput, step.get(hiddenHidden)); // [n, G·H]
              Operand<TFloat32> fromHidden =
                  bias.<Operand<TFloat32>>map(b -> ops.math.add(unbiased, step.get(b)))
                      .orElse(unbiased);
              CellState<TFloat32> after =
                  CellFormula.advance(
                      ops, cell, step.get(input), fromHidden, before, projection.map(step::get));
              for (int k = 0; k < carry.size(); k++) {
                step.replace(carry.get(k), after.parts().get(k));
                step.write(states.get(k), after.parts().get(k));
              }
              product.ifPresent(slot -> step.write(slot, fromHidden));
            });
    CellState<TFloat32> every = CellState.of(cell, states.stream().map(loop::get).toList());
    List<Operand<TFloat32>> extended = new ArrayList<>();
    for (int k = 0; k < states.size(); k++) {
      extended.add(
          packed.packing().extend(packed.initial().parts().get(k), List.of(every.parts().get(k))));
    }
    return packed.forward(
        packed.last(carry.stream().map(loop::get).toList(), extended),
        List.of(every.hidden()),
        training
            ? Optional.of(
                backward.apply(
                    new CellScan(
                        fromInput,
                        every,
                        product.map(loop::get),
                        new SavedActivations(packed, extended))))
            : Optional.empty());
  }
}
