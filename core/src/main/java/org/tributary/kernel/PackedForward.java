package org.tributary.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.Cell;
import org.tributary.cell.StatePart;
import org.tributary.graph.cell.CellState;
import org.tributary.graph.sequence.SequenceLengths;
import org.tributary.internal.packing.Packing;

/** The forward pass of a fast kernel: packed inside, padded at its interface. */
final class PackedForward implements KernelForward<TFloat32> {
  /** A kernel's backward pass, packed throughout. */
  interface Backward {
    /**
     * Adds the backward pass to the graph.
     *
     * @param hidden the upstream gradient of every h, [S, P]
     * @param state the upstream gradients of other parts of the state at every step, [S, size] by
     *     name; only of those on which the loss depends
     * @return packed gradients: input [S, I], and each part of the initial state [N, size], longest
     *     row first
     */
    PackedGradients build(Operand<TFloat32> hidden, Map<String, Operand<TFloat32>> state);
  }

  private final Ops tf;
  private final SequenceLengths lengths;
  private final Packing packing;
  private final Cell cell;
  private final List<Operand<TFloat32>> last;
  private final List<Operand<TFloat32>> hidden;
  private final Optional<Backward> backward;

  /**
   * Wraps a packed forward pass.
   *
   * @param last the state after each row's last step, longest row first, each part [N, size]
   * @param hidden every h, [S, P], in consecutive parts
   * @param backward the backward pass; empty for inference
   */
  PackedForward(
      PackedCall packed,
      List<Operand<TFloat32>> last,
      List<Operand<TFloat32>> hidden,
      Optional<Backward> backward) {
    this.tf = packed.tf();
    this.lengths = packed.call().lengths();
    this.packing = packed.packing();
    this.cell = packed.call().cell();
    this.last = last;
    this.hidden = hidden;
    this.backward = backward;
  }

  @Override
  public Operand<TFloat32> output() {
    return packing.unpack(hidden);
  }

  @Override
  public CellState<TFloat32> finalState() {
    return CellState.of(cell, last.stream().map(packing::unsort).toList());
  }

  @Override
  public Gradients<Operand<TFloat32>> backward(OutputGradients<Operand<TFloat32>> upstream) {
    upstream.requireFit(cell);
    Backward pass =
        backward.orElseThrow(
            () ->
                new IllegalStateException(
                    "kernel gradients: expected a forward pass for training, got one for inference, which saves no activations; run the layer for training"));
    Map<String, Operand<TFloat32>> ofFinal = new LinkedHashMap<>(); // each [N + S, size]
    for (StatePart part : cell.stateParts()) {
      upstream
          .state(part.name())
          .ifPresent(g -> ofFinal.put(part.name(), packing.lastGradient(packing.sort(g))));
    }
    Optional<Operand<TFloat32>> output = upstream.output().map(packing::packGradient);
    Optional<Operand<TFloat32>> lastHidden =
        Optional.ofNullable(ofFinal.remove(StatePart.HIDDEN)).map(packing::afterSteps);
    Operand<TFloat32> toHidden =
        output.isPresent() && lastHidden.isPresent()
            ? tf.math.add(output.get(), lastHidden.get())
            : output
                .or(() -> lastHidden)
                .orElseGet(() -> tf.zerosLike(packing.concatenated(hidden))); // [S, P]
    ofFinal.replaceAll((part, g) -> packing.afterSteps(g));
    PackedGradients gradients = pass.build(toHidden, ofFinal);
    List<Operand<TFloat32>> initial = new ArrayList<>();
    for (StatePart part : cell.stateParts()) {
      // the final state of an empty row is its initial state
      Operand<TFloat32> emptyRow = upstream.state(part.name()).orElseGet(() -> tf.constant(0f));
      Operand<TFloat32> gradient = gradients.initial().get(part.name());
      initial.add(lengths.replaceEmpty(packing.unsort(gradient), emptyRow));
    }
    return new Gradients<>(
        packing.unpackGradient(gradients.input()),
        CellState.of(cell, initial).byName(),
        gradients.parameters());
  }
}
