package org.tributary.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.graph.ScanLoop;

/**
 * The forward scan of a {@link ScanCell} over packed steps: {@link ScanCell#advance} in a loop,
 * after the product with the input of all steps.
 *
 * @param fromInput the product with the input, as {@code advance} reads it, [S, G·H]
 * @param states the state after every step, each part [S, size]
 * @param fromHidden the product with h, as {@code advance} reads it, [S, G·H]; empty unless saved
 * @param last the state after each sequence's last step, longest first, each part [N, size]
 * @param saved the states before and after every step
 */
record CellScan(
    Operand<TFloat32> fromInput,
    CellState<TFloat32> states,
    Optional<Operand<TFloat32>> fromHidden,
    List<Operand<TFloat32>> last,
    SavedActivations saved) {

  /**
   * Adds the scan to the graph.
   *
   * @param fromInput [S, G·H]
   * @param hiddenBias added to the product with h, [G·H]; empty for none
   * @param savesProduct whether the product with h is kept for the backward pass
   */
  static CellScan of(
      PackedCall packed,
      Operand<TFloat32> fromInput,
      Optional<Operand<TFloat32>> hiddenBias,
      boolean savesProduct) {
    ScanCell cell = (ScanCell) GraphCell.of(packed.call().cell());
    ScanLoop scan = new ScanLoop(packed.tf(), packed.packing(), packed.call().purpose());
    List<ScanLoop.Carry> carry = packed.initial().parts().stream().map(scan::carry).toList();
    ScanLoop.Constant hiddenHidden =
        scan.constant(packed.transposed(packed.call().weights().hiddenHidden())); // [P, G·H]
    Optional<ScanLoop.Constant> mask = packed.hiddenMask().map(scan::constant);
    Optional<ScanLoop.Constant> bias = hiddenBias.map(scan::constant);
    Optional<ScanLoop.Constant> projection =
        packed.call().weights().projection().map(scan::constant);
    ScanLoop.Xs input = scan.xs(fromInput);
    List<ScanLoop.Ys> states = cell.stateSizes().stream().map(scan::ys).toList();
    Optional<ScanLoop.Ys> product =
        savesProduct ? Optional.of(scan.ys(cell.gates() * cell.hiddenSize())) : Optional.empty();
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
                  cell.advance(ops, step.get(input), fromHidden, before, projection.map(step::get));
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
    return new CellScan(
        fromInput,
        every,
        product.map(loop::get),
        packed.last(carry.stream().map(loop::get).toList(), extended),
        new SavedActivations(packed, extended));
  }

  /** Returns the forward pass; without a backward pass it is one for inference. */
  KernelForward<TFloat32> forward(PackedCall packed, Optional<PackedCall.Backward> backward) {
    return packed.forward(last, List.of(states.hidden()), backward);
  }
}
