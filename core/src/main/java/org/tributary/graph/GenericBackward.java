package org.tributary.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.graph.GraphGradients;
import org.tributary.internal.graph.PlainErrors;
import org.tributary.internal.graph.ScanLoop;
import org.tributary.layer.Cell;
import org.tributary.layer.StatePart;

/**
 * The backward pass of a cell that is not listed in {@link ScanKernel}: a reverse loop that
 * computes {@link ScanCell#advance} a second time, of which TensorFlow adds the gradient. The
 * gradients of the weights and the input are matrix products over all steps after it.
 */
final class GenericBackward {
  private GenericBackward() {}

  /** Returns the backward pass of a scan. */
  static PackedCall.Backward of(CellScan scan) {
    return (hidden, state) -> build(scan, hidden, state);
  }

  /**
   * Adds the backward pass to the graph.
   *
   * @param hidden the upstream gradient of every h, [S, P]
   * @param others the upstream gradients of other parts of the state at every step, by name
   */
  private static Gradients<Operand<TFloat32>> build(
      CellScan forward, Operand<TFloat32> hidden, Map<String, Operand<TFloat32>> others) {
    SavedActivations saved = forward.saved();
    Cell cell = saved.call().cell();
    int gateSize = cell.gates() * cell.hiddenSize();
    Operand<TFloat32> recurrent = saved.recurrentWeightsAfter(hidden); // [G·H, P]
    ScanLoop scan = new ScanLoop(saved.tf(), saved.packing());
    List<ScanLoop.Carry> fromLater =
        saved.zeros(recurrent).parts().stream().map(scan::carry).toList();
    SavedActivations.Recurrence recurrence = saved.recurrence(scan, recurrent);
    Map<ScanLoop.Xs, Integer> operands = new LinkedHashMap<>(); // of a step, with their sizes
    operands.put(scan.xs(saved.finite(forward.fromInput())), gateSize);
    operands.put(scan.xs(saved.finite(forward.fromHidden().orElseThrow())), gateSize);
    for (int k = 0; k < fromLater.size(); k++) {
      Operand<TFloat32> before = saved.packing().before(saved.states().get(k));
      operands.put(scan.xs(saved.finite(before)), cell.stateSizes().get(k));
    }
    Map<String, ScanLoop.Xs> upstream = new LinkedHashMap<>();
    upstream.put(StatePart.HIDDEN, scan.xs(hidden));
    others.forEach((part, g) -> upstream.put(part, scan.xs(g)));
    ScanLoop.Ys ofInput = scan.ys(gateSize);
    ScanLoop.Ys ofProduct = scan.ys(gateSize);
    ScanLoop.Result loop =
        scan.scanReverse(
            (ops, step) -> {
              CellState<TFloat32> ofAfter =
                  CellState.of(cell, fromLater.stream().map(step::get).toList());
              for (Map.Entry<String, ScanLoop.Xs> part : upstream.entrySet()) {
                ofAfter =
                    ofAfter.with(
                        part.getKey(),
                        ops.math.add(ofAfter.get(part.getKey()), step.get(part.getValue())));
              }
              List<Operand<TFloat32>> sources = new ArrayList<>();
              operands.forEach( // within a loop TensorFlow does not know their sizes
                  (slot, size) ->
                      sources.add(
                          ops.identity(ops.ensureShape(step.get(slot), Shape.of(-1, size)))));
              List<Operand<TFloat32>> gradients =
                  stepGradients(ops, cell, sources, ofAfter.parts());
              step.write(ofInput, gradients.get(0));
              step.write(ofProduct, gradients.get(1));
              Operand<TFloat32> throughProduct =
                  recurrence.toPreviousHidden(ops, step, gradients.get(1)); // [n, P]
              for (int k = 0; k < fromLater.size(); k++) {
                Operand<TFloat32> direct = gradients.get(2 + k);
                step.replace(
                    fromLater.get(k), k == 0 ? ops.math.add(direct, throughProduct) : direct);
              }
            });
    Operand<TFloat32> toFromInput = loop.get(ofInput); // of W_i x + b_i, [S, G·H]
    Operand<TFloat32> toFromHidden = loop.get(ofProduct); // of W_h h + b_h, [S, G·H]
    return saved.gradients(
        saved.product(toFromInput, saved.call().weights().inputHidden()),
        CellState.of(cell, fromLater.stream().map(loop::get).toList()),
        saved.toWeights(toFromInput, toFromHidden, saved.recurrentInput()));
  }

  /**
   * Adds the gradients of one step with respect to its operands: both products, and each part of
   * the previous state, except through the product with h.
   */
  private static List<Operand<TFloat32>> stepGradients(
      Ops ops, Cell cell, List<Operand<TFloat32>> operands, List<Operand<TFloat32>> upstream) {
    CellState<TFloat32> before = CellState.of(cell, operands.subList(2, operands.size()));
    return PlainErrors.in(
        cell.getClass().getName() + ".advance",
        "operations that TensorFlow can differentiate",
        "replace the operation",
        () -> {
          CellState<TFloat32> after =
              CellFormula.advance(
                  ops, cell, operands.get(0), operands.get(1), before, Optional.empty());
          // each part by an operation of its own: TensorFlow's gradients are wrong if one is
          // computed from another
          return GraphGradients.ofAll(ops, after.map(ops::identity).parts(), upstream, operands);
        });
  }
}
