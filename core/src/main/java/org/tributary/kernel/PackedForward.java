package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.CellState;
import org.tributary.cell.CellWeights;
import org.tributary.sequence.Packing;
import org.tributary.sequence.SequenceLengths;

/** The forward pass of a fast kernel: packed inside, padded at its interface. */
final class PackedForward implements KernelForward<TFloat32> {
  /** A kernel's backward pass, packed throughout. */
  interface Backward {
    /**
     * Adds the backward pass to the graph.
     *
     * @param hidden the upstream gradient of every h, [S, P]
     * @param cell the upstream gradient of every c, [S, H], if the loss depends on one
     */
    Gradients build(Operand<TFloat32> hidden, Optional<Operand<TFloat32>> cell);
  }

  /**
   * Packed gradients.
   *
   * @param input [S, I]
   * @param initial each part [N, size], longest row first
   * @param weights in the weights' shapes
   */
  record Gradients(
      Operand<TFloat32> input, CellState<TFloat32> initial, CellWeights<TFloat32> weights) {}

  private final Ops tf;
  private final SequenceLengths lengths;
  private final Packing packing;
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
    return CellState.of(last.stream().map(packing::unsort).toList());
  }

  @Override
  public KernelGradients<TFloat32> backward(KernelUpstream<TFloat32> upstream) {
    Backward pass =
        backward.orElseThrow(
            () ->
                new IllegalStateException(
                    "kernel gradients: expected a forward pass for training, got one for inference, which saves no activations; run the layer for training"));
    Optional<Operand<TFloat32>> finalHidden =
        upstream.hidden().map(g -> packing.lastGradient(packing.sort(g))); // [N + S, P]
    Optional<Operand<TFloat32>> finalCell =
        upstream.cell().map(g -> packing.lastGradient(packing.sort(g))); // [N + S, H]
    Optional<Operand<TFloat32>> output = upstream.output().map(packing::packGradient);
    Optional<Operand<TFloat32>> lastHidden = finalHidden.map(packing::afterSteps);
    Operand<TFloat32> toHidden =
        output.isPresent() && lastHidden.isPresent()
            ? tf.math.add(output.get(), lastHidden.get())
            : output
                .or(() -> lastHidden)
                .orElseGet(() -> tf.zerosLike(packing.concatenated(hidden))); // [S, P]
    Gradients gradients = pass.build(toHidden, finalCell.map(packing::afterSteps));
    List<Operand<TFloat32>> initial = new ArrayList<>();
    List<Optional<Operand<TFloat32>>> toFinal = List.of(upstream.hidden(), upstream.cell());
    for (int k = 0; k < gradients.initial().parts().size(); k++) {
      // the final state of an empty row is its initial state
      Operand<TFloat32> emptyRow = toFinal.get(k).orElseGet(() -> tf.constant(0f));
      initial.add(
          lengths.replaceEmpty(packing.unsort(gradients.initial().parts().get(k)), emptyRow));
    }
    return new KernelGradients<>(
        packing.unpackGradient(gradients.input()), CellState.of(initial), gradients.weights());
  }
}
