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

/** A fast kernel's run: what is packed inside and padded outside. */
final class PackedRun implements KernelRun<TFloat32> {
  /** A kernel's own way back, packed throughout. */
  interface Backward {
    /**
     * Places it.
     *
     * @param hidden the gradient to every h, [S, P]
     * @param cell the gradient to every c, [S, H], where the loss sees one
     */
    Gradients place(Operand<TFloat32> hidden, Optional<Operand<TFloat32>> cell);
  }

  /**
   * Packed gradients.
   *
   * @param input [S, I]
   * @param initial each part [N, size], longest row first
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
   * @param last the state after each row's last step, longest row first, each part [N, size]
   * @param hidden every h, [S, P] in pieces that follow one another
   * @param backward empty where the run is for inference
   */
  PackedRun(
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
    Backward way =
        backward.orElseThrow(
            () ->
                new IllegalStateException(
                    "kernel gradients: expected a forward pass for training, got one for inference, which keeps nothing for the way back; run the layer for training"));
    Optional<Operand<TFloat32>> toLast =
        upstream.hidden().map(g -> packing.lastGradient(packing.sort(g))); // [N + S, P]
    Optional<Operand<TFloat32>> lastCell =
        upstream.cell().map(g -> packing.lastGradient(packing.sort(g))); // [N + S, H]
    Optional<Operand<TFloat32>> output = upstream.output().map(packing::packGradient);
    Optional<Operand<TFloat32>> atEnds = toLast.map(packing::afterSteps);
    Operand<TFloat32> toHidden =
        output.isPresent() && atEnds.isPresent()
            ? tf.math.add(output.get(), atEnds.get())
            : output
                .or(() -> atEnds)
                .orElseGet(() -> tf.zerosLike(packing.joined(hidden))); // [S, P]
    Gradients gradients = way.place(toHidden, lastCell.map(packing::afterSteps));
    List<Operand<TFloat32>> initial = new ArrayList<>();
    List<Optional<Operand<TFloat32>>> toFinal = List.of(upstream.hidden(), upstream.cell());
    for (int k = 0; k < gradients.initial().parts().size(); k++) {
      // the final state of an empty row is its initial state
      Operand<TFloat32> ofEmpty = toFinal.get(k).orElseGet(() -> tf.constant(0f));
      initial.add(
          lengths.replaceEmpty(packing.unsort(gradients.initial().parts().get(k)), ofEmpty));
    }
    return new KernelGradients<>(
        packing.unpackGradient(gradients.input()), CellState.of(initial), gradients.weights());
  }
}
