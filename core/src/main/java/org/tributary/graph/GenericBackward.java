package org.tributary.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.graph.ScanLoop;
import org.tributary.layer.StatePart;

/**
 * The backward pass of a cell that is not listed in {@link ScanKernel}: {@link
 * ScanCell#stepGradient} at each step of a reverse loop. The gradients of the weights and the input
 * are matrix products over all steps after it.
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
    Ops tf = saved.tf();
    ScanCell cell = (ScanCell) saved.call().cell();
    int gateSize = cell.gates() * cell.hiddenSize();
    StepGradient gradient = cell.stepGradient().orElseThrow();
    Operand<TFloat32> recurrent = saved.recurrentWeightsAfter(hidden); // [G·H, P]
    ScanLoop scan = new ScanLoop(tf, saved.packing());
    List<ScanLoop.Carry> fromLater =
        saved.zeros(recurrent).parts().stream().map(scan::carry).toList();
    SavedActivations.Recurrence recurrence = saved.recurrence(scan, recurrent);
    ScanLoop.Xs input = scan.xs(forward.fromInput());
    ScanLoop.Xs product = scan.xs(forward.fromHidden().orElseThrow());
    List<ScanLoop.Xs> statesBefore =
        saved.states().stream().map(part -> scan.xs(saved.packing().before(part))).toList();
    List<ScanLoop.Xs> statesAfter = forward.states().parts().stream().map(scan::xs).toList();
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
              StepGradient.Gradients gradients =
                  gradient.add(
                      ops,
                      new StepGradient.Step(
                          step.get(input),
                          step.get(product),
                          CellState.of(cell, statesBefore.stream().map(step::get).toList()),
                          CellState.of(cell, statesAfter.stream().map(step::get).toList())),
                      ofAfter);
              Operand<TFloat32> throughProduct =
                  recurrence.toPreviousHidden(ops, step, gradients.fromHidden()); // [n, P]
              CellState<TFloat32> before = gradients.before();
              List<Operand<TFloat32>> next =
                  before
                      .with(StatePart.HIDDEN, ops.math.add(before.hidden(), throughProduct))
                      .parts();
              for (int k = 0; k < fromLater.size(); k++) {
                step.replace(fromLater.get(k), next.get(k));
              }
              step.write(ofInput, gradients.fromInput());
              step.write(ofProduct, gradients.fromHidden());
            });
    Operand<TFloat32> toFromInput = loop.get(ofInput); // of W_i x + b_i, [S, G·H]
    Operand<TFloat32> toFromHidden = loop.get(ofProduct); // of W_h h + b_h, [S, G·H]
    return saved.gradients(
        saved.product(toFromInput, saved.call().weights().inputHidden()),
        CellState.of(cell, fromLater.stream().map(loop::get).toList()),
        saved.toWeights(toFromInput, toFromHidden, saved.recurrentInput()));
  }
}
