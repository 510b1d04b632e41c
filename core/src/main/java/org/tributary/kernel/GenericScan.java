package org.tributary.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.CellState;
import org.tributary.cell.CellWeights;
import org.tributary.cell.ScanCell;
import org.tributary.cell.StatePart;
import org.tributary.cell.StepGradient;
import org.tributary.internal.scan.ScanLoop;
import org.tributary.runtime.Purpose;

/**
 * The scan of a cell that is not listed in {@link CellPasses}: {@link ScanCell#advance} at each
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
    this.cell = (ScanCell) packed.call().cell();
    this.weights = packed.call().weights();
    this.gateSize = cell.gates() * cell.hiddenSize();
  }

  static KernelForward<TFloat32> build(PackedCall packed) {
    return new GenericScan(packed).build();
  }

  private KernelForward<TFloat32> build() {
    boolean training = packed.call().purpose() == Purpose.TRAINING;
    Operand<TFloat32> product = packed.fromInput(); // [S, G·H]
    Operand<TFloat32> fromInput =
        weights
            .biases()
            .<Operand<TFloat32>>map(b -> tf.nn.biasAdd(product, b.inputHidden()))
            .orElse(product);
    ScanLoop scan = new ScanLoop(tf, packed.packing(), packed.call().purpose());
    List<ScanLoop.Carry> carry = packed.initial().parts().stream().map(scan::carry).toList();
    ScanLoop.Constant hiddenHidden =
        scan.constant(packed.transposed(weights.hiddenHidden())); // [P, G·H]
    Optional<ScanLoop.Constant> mask = packed.hiddenMask().map(scan::constant);
    Optional<ScanLoop.Constant> bias = weights.biases().map(b -> scan.constant(b.hiddenHidden()));
    Optional<ScanLoop.Constant> projection = weights.projection().map(scan::constant);
    ScanLoop.Xs input = scan.xs(fromInput);
    List<ScanLoop.Ys> states = cell.stateSizes().stream().map(scan::ys).toList();
    Optional<ScanLoop.Ys> savedProduct =
        training ? Optional.of(scan.ys(gateSize)) : Optional.empty();
    ScanLoop.Result loop =
        scan.scan(
            (ops, step) -> {
              CellState<TFloat32> before = cell.state(carry.stream().map(step::get).toList());
              Operand<TFloat32> recurrentInput =
                  SavedActivations.masked(ops, step, mask, before.hidden()); // [n, P]
              Operand<TFloat32> unbiased =
                  ops.linalg.matMul(recurrentInput, step.get(hiddenHidden)); // [n, G·H]
              Operand<TFloat32> fromHidden =
                  bias.<Operand<TFloat32>>map(slot -> ops.math.add(unbiased, step.get(slot)))
                      .orElse(unbiased);
              CellState<TFloat32> after =
                  cell.advance(ops, step.get(input), fromHidden, before, projection.map(step::get));
              for (int k = 0; k < carry.size(); k++) {
                step.replace(carry.get(k), after.parts().get(k));
                step.write(states.get(k), after.parts().get(k));
              }
              savedProduct.ifPresent(slot -> step.write(slot, fromHidden));
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
        packed.last(carry.stream().map(loop::get).toList(), extended),
        List.of(every.hidden()),
        savedProduct.map(
            slot ->
                (hidden, state) ->
                    backward(saved, fromInput, loop.get(slot), every, hidden, state)));
  }

  /**
   * Adds the backward pass to the graph.
   *
   * @param fromHidden W_h h + b_h, [S, G·H]
   * @param after the state after every step
   * @param hidden the upstream gradient of every h, [S, P]
   * @param others the upstream gradients of other parts of the state at every step, by name
   */
  private PackedGradients backward(
      SavedActivations saved,
      Operand<TFloat32> fromInput,
      Operand<TFloat32> fromHidden,
      CellState<TFloat32> after,
      Operand<TFloat32> hidden,
      Map<String, Operand<TFloat32>> others) {
    StepGradient gradient = cell.stepGradient().orElseThrow();
    Operand<TFloat32> recurrent = saved.recurrentWeightsAfter(hidden); // [G·H, P]
    ScanLoop scan = new ScanLoop(tf, saved.packing());
    List<ScanLoop.Carry> fromLater =
        saved.zeros(recurrent).parts().stream().map(scan::carry).toList();
    SavedActivations.Recurrence recurrence = saved.recurrence(scan, recurrent);
    ScanLoop.Xs input = scan.xs(fromInput);
    ScanLoop.Xs product = scan.xs(fromHidden);
    List<ScanLoop.Xs> statesBefore =
        saved.states().stream().map(part -> scan.xs(saved.packing().before(part))).toList();
    List<ScanLoop.Xs> statesAfter = after.parts().stream().map(scan::xs).toList();
    Map<String, ScanLoop.Xs> upstream = new LinkedHashMap<>();
    upstream.put(StatePart.HIDDEN, scan.xs(hidden));
    others.forEach((part, g) -> upstream.put(part, scan.xs(g)));
    ScanLoop.Ys ofInput = scan.ys(gateSize);
    ScanLoop.Ys ofProduct = scan.ys(gateSize);
    ScanLoop.Result loop =
        scan.scanReverse(
            (ops, step) -> {
              CellState<TFloat32> ofAfter = cell.state(fromLater.stream().map(step::get).toList());
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
                          cell.state(statesBefore.stream().map(step::get).toList()),
                          cell.state(statesAfter.stream().map(step::get).toList())),
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
        cell.state(fromLater.stream().map(loop::get).toList()));
  }

  /**
   * Adds the gradients after the loop to the graph.
   *
   * @param toFromInput the gradient with respect to W_i x + b_i, [S, G·H]
   * @param toFromHidden the gradient with respect to W_h h + b_h, [S, G·H]
   * @param initial the gradient with respect to the initial state, longest row first
   */
  private PackedGradients gradients(
      SavedActivations saved,
      Operand<TFloat32> toFromInput,
      Operand<TFloat32> toFromHidden,
      CellState<TFloat32> initial) {
    return new PackedGradients(
        saved.toInput(saved.product(toFromInput, weights.inputHidden())),
        initial,
        new CellWeights<>(
            saved.outer(toFromInput, packed.values()),
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
