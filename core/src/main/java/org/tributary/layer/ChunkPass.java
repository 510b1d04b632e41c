package org.tributary.layer;

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
import org.tributary.cell.CellState;
import org.tributary.kernel.KernelRun;
import org.tributary.param.Variables;
import org.tributary.sequence.FedSequenceLengths;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.sequence.SequenceLengths;

/**
 * One direction of one layer in a module's graph, from a piece of its input and the state before it
 * to the output and the state after it.
 */
final class ChunkPass {
  private final Route route;
  private final Placeholder<TFloat32> input;
  private final Optional<FedSequenceLengths> lengths;
  private final List<Placeholder<TFloat32>> initial = new ArrayList<>();
  private final List<Operand<TFloat32>> results = new ArrayList<>();

  /**
   * What it is placed for.
   *
   * @param padded how rows are run that are over before the piece is; empty where there are none
   */
  record Route(int layer, int direction, Optional<PaddingStrategy> padded) {}

  /** Places it, which no other may do meanwhile in the same graph. */
  ChunkPass(Ops tf, Recurrent definition, Variables variables, Route route) {
    this.route = route;
    Cell cell = definition.cell(route.layer());
    input = placeholder(tf, -1, -1, cell.inputSize());
    cell.stateSizes().forEach(size -> initial.add(placeholder(tf, -1, size)));
    Operand<TInt32> steps = Transpose.size(tf, input, 0);
    lengths = route.padded().map(way -> new FedSequenceLengths(tf, steps));
    SequenceLengths ofRows =
        lengths
            .map(fed -> fed.lengths(route.padded().orElseThrow()))
            .orElseGet(() -> SequenceLengths.full(tf, steps, Transpose.size(tf, input, 1)));
    KernelRun<TFloat32> run =
        new RecurrentLayer(tf, definition, variables::read)
            .forInference()
            .alone(route.layer(), route.direction(), input, ofRows, CellState.of(initial));
    results.add(run.output());
    results.addAll(run.finalState().parts());
    results.replaceAll(tf::identity);
  }

  /**
   * Feeds a piece.
   *
   * @param x [L, N, I]
   * @param rowLengths how many of the piece's steps each row has
   * @param state before it, each part [N, size]
   */
  void feed(Feed feed, Shape shape, float[] x, int[] rowLengths, List<float[]> state) {
    feed.floats(input, shape, x);
    int steps = Math.toIntExact(shape.get(0));
    lengths.ifPresent(l -> l.feed(route.padded().orElseThrow(), rowLengths, steps, feed::ints));
    for (int k = 0; k < state.size(); k++) {
      long size = initial.get(k).shape().get(1);
      feed.floats(initial.get(k), Shape.of(rowLengths.length, size), state.get(k));
    }
  }

  /** The output [L, N, P], then the parts of the state after the piece, each [N, size]. */
  List<Operand<TFloat32>> results() {
    return results;
  }

  private static Placeholder<TFloat32> placeholder(Ops tf, long... shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
  }
}
