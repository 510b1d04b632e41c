package org.tributary.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.graph.ScanLoop;
import org.tributary.layer.StatePart;
import org.tributary.runtime.ExecutionMode;

/**
 * The scan of a cell that is not listed in {@link ScanKernel}: {@link ScanCell#advance} at each
 * step, and {@link ScanCell#stepGradient} at each step of a reverse loop. The gradients of the
 * weights and the input are matrix products over all steps after it.
 */
final class GenericScan {
  private final Ops tf;
  private final PackedCall packed;
  private final ScanCell cell;
  private final CellWeights<TFloat32> weights;
  private final int gateSize;

  private GenericScan(PackedCall packed) {
    this.tf = packed.tf();
    this.packed = packed;
    this.cell = (ScanCell) GraphCell.of(packed.call().cell());
    this.weights = packed.call().weights();
    this.gateSize = cell.gates() * cell.hiddenSize();
  }

  static KernelForward<TFloat32> build(PackedCall packed) {
    return new GenericScan(packed).build();
  }

  private KernelForward<TFloat32> build() {
    boolean training = packed.call().purpose() == ExecutionMode.TRAINING;
    Operand<TFloat32> product = packed.fromInput(); // [S, G·H]
    Operand<TFloat32> fromInput =
        weights
            .biases()
            .<Operand<TFloat32>>map(b -> tf.nn.biasAdd(product, b.inputHidden()))
            .orElse(product);
    Optional<Operand<TFloat32>> hiddenBias = weights.biases().map(CellWeights.Biases::hiddenHidden);
    CellScan scan = CellScan.of(packed, fromInput, hiddenBias, training);
    return scan.forward(
        packed,
        training
            ? Optional.of((hidden, state) -> backward(scan, hidden, state))
            : Optional.empty());
  }

  /**
   * Adds the backward pass to the graph.
   *
   * @param hidden the upstream gradient of every h, [S, P]
   * @param others the upstream gradients of other parts of the state at every step, by name
   */
  private Gradients<Operand<TFloat32>> backward(
      CellScan forward, Operand<TFloat32> hidden, Map<String, Operand<TFloat32>> others) {
    SavedActivations saved = forward.saved();
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
    return gradients(
        saved,
        loop.get(ofInput),
        loop.get(ofProduct),
        CellState.of(cell, fromLater.stream().map(loop::get).toList()));
  }

  /**
   * Adds the gradients after the loop to the graph.
   *
   * @param toFromInput the gradient with respect to W_i x + b_i, [S, G·H]
   * @param toFromHidden the gradient with respect to W_h h + b_h, [S, G·H]
   * @param initial the gradient with respect to the initial state, longest row first
   */
  private Gradients<Operand<TFloat32>> gradients(
      SavedActivations saved,
      Operand<TFloat32> toFromInput,
      Operand<TFloat32> toFromHidden,
      CellState<TFloat32> initial) {
    return saved.gradients(
        saved.product(toFromInput, weights.inputHidden()),
        initial,
        new CellWeights<>(
            saved.outer(toFromInput, packed.input()),
            saved.outer(toFromHidden, saved.recurrentInput()),
            weights
                .biases()
                .map(
                    b ->
                        new CellWeights.Biases<>(
                            tf.nn.biasAddGrad(toFromInput), tf.nn.biasAddGrad(toFromHidden))),
            Optional.empty()));
  }
}
