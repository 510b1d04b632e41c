package org.tributary.module;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.cell.Cell;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.Variables;
import org.tributary.graph.cell.CellState;
import org.tributary.graph.cell.GraphCell;
import org.tributary.graph.layer.LayerWeights;
import org.tributary.graph.layer.SkipConnections;
import org.tributary.layer.Recurrent;
import org.tributary.layer.StackedLayers;
import org.tributary.param.FloatTensor;
import org.tributary.runtime.Feed;

/** A subgraph for one time step of all layers: the stacked cells. */
final class StepGraph {
  /** Parallel work of a step: none, because each layer depends on the one below. */
  private static final long NO_PARALLEL_WORK = 0;

  private final Placeholder<TFloat32> input;
  private final List<Placeholder<TFloat32>> initial = new ArrayList<>();
  private final List<Operand<TFloat32>> results = new ArrayList<>();

  /** Adds the step to the graph. No other thread may add to the graph meanwhile. */
  StepGraph(Ops tf, Recurrent definition, Variables variables) {
    input = placeholder(tf, -1, definition.inputSize());
    List<Integer> sizes = definition.cell().stateSizes();
    sizes.forEach(size -> initial.add(placeholder(tf, definition.layers(), -1, size)));
    List<List<Operand<TFloat32>>> next = new ArrayList<>(); // of each part, those of the layers
    sizes.forEach(size -> next.add(new ArrayList<>()));
    Operand<TFloat32> x = input; // [N, I]
    for (int layer = 0; layer < definition.layers(); layer++) {
      Operand<TInt32> at = tf.constant(layer);
      List<Operand<TFloat32>> state = new ArrayList<>(); // [N, size] each
      initial.forEach(part -> state.add(tf.gather(part, at, tf.constant(0))));
      Cell cell = StackedLayers.cell(definition, layer);
      CellState<TFloat32> after =
          GraphCell.of(cell)
              .step(
                  tf,
                  x,
                  CellState.of(cell, state),
                  LayerWeights.cellWeights(definition, layer, 0, variables::read));
      for (int part = 0; part < sizes.size(); part++) {
        next.get(part).add(after.parts().get(part));
      }
      x =
          SkipConnections.forward(
                  StackedLayers.connection(definition, layer),
                  tf,
                  x,
                  after.hidden(),
                  LayerWeights.connectionWeights(definition, layer, variables::read))
              .output(); // [N, P]
    }
    results.add(tf.identity(x));
    next.forEach(part -> results.add(tf.stack(part)));
  }

  /**
   * Runs one step.
   *
   * @param x [N, I]
   * @param state the parts of the state, [K, N, size] each
   * @return the output [N, P], then the parts of the next state
   */
  List<FloatTensor> step(Session session, FloatTensor x, List<FloatTensor> state) {
    try (Feed feed = new Feed(session)) {
      feed.tensor(input, NativeTensors.of(x));
      for (int k = 0; k < initial.size(); k++) {
        feed.tensor(initial.get(k), NativeTensors.of(state.get(k)));
      }
      return feed.fetch(results, NO_PARALLEL_WORK, NativeTensors::copyOf);
    }
  }

  private static Placeholder<TFloat32> placeholder(Ops tf, long... shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
  }
}
