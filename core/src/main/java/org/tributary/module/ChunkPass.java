package org.tributary.module;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.cell.Cell;
import org.tributary.graph.Variables;
import org.tributary.graph.cell.CellState;
import org.tributary.graph.layer.RecurrentLayer;
import org.tributary.graph.layer.Transpose;
import org.tributary.graph.sequence.FedSequenceLengths;
import org.tributary.graph.sequence.SequenceLengths;
import org.tributary.kernel.KernelForward;
import org.tributary.layer.Recurrent;
import org.tributary.layer.StackedLayers;
import org.tributary.runtime.Feed;
import org.tributary.sequence.PaddingStrategy;

/**
 * The graph of one direction of one layer over a chunk: from the chunk's input and the state before
 * it to the output and the state after it.
 */
final class ChunkPass {
  private final Signature signature;
  private final Placeholder<TFloat32> input;
  private final Optional<FedSequenceLengths> lengths;
  private final List<Placeholder<TFloat32>> initial = new ArrayList<>();
  private final List<Operand<TFloat32>> results = new ArrayList<>();

  /**
   * The signature of a chunk pass.
   *
   * @param padding the padding strategy; empty if every row has all steps of the chunk
   */
  record Signature(int layer, int direction, Optional<PaddingStrategy> padding) {}

  /** Adds the pass to the graph. No other thread may add to the graph meanwhile. */
  ChunkPass(Ops tf, Recurrent definition, Variables variables, Signature signature) {
    this.signature = signature;
    Cell cell = StackedLayers.cell(definition, signature.layer());
    input = placeholder(tf, -1, -1, cell.inputSize());
    cell.stateSizes().forEach(size -> initial.add(placeholder(tf, -1, size)));
    Operand<TInt32> steps = Transpose.size(tf, input, 0);
    lengths = signature.padding().map(strategy -> FedSequenceLengths.unchecked(tf, steps));
    SequenceLengths rowLengths =
        lengths
            .map(fed -> fed.lengths(signature.padding().orElseThrow()))
            .orElseGet(
                () -> SequenceLengths.fullUnchecked(tf, steps, Transpose.size(tf, input, 1)));
    KernelForward<TFloat32> run =
        new RecurrentLayer(tf, definition, variables::read)
            .forInference()
            .runDirection(
                signature.layer(),
                signature.direction(),
                input,
                rowLengths,
                CellState.of(cell, initial));
    results.add(run.output());
    results.addAll(run.finalState().parts());
    results.replaceAll(tf::identity);
  }

  /**
   * Feeds a chunk.
   *
   * @param x [L, N, I]
   * @param rowLengths the number of steps of each row within the chunk
   * @param state the state before the chunk, each part [N, size]
   */
  void feed(Feed feed, Shape shape, float[] x, int[] rowLengths, List<float[]> state) {
    feed.floats(input, shape, x);
    int steps = Math.toIntExact(shape.get(0));
    lengths.ifPresent(
        l -> l.feed(signature.padding().orElseThrow(), rowLengths, steps, feed::ints));
    for (int k = 0; k < state.size(); k++) {
      long size = initial.get(k).shape().get(1);
      feed.floats(initial.get(k), Shape.of(rowLengths.length, size), state.get(k));
    }
  }

  /** Returns the output [L, N, P] and the parts of the state after the chunk, each [N, size]. */
  List<Operand<TFloat32>> results() {
    return results;
  }

  private static Placeholder<TFloat32> placeholder(Ops tf, long... shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
  }
}
