package org.tributary.module;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.Cell;
import org.tributary.cell.CellState;
import org.tributary.internal.runtime.UsageGuard;
import org.tributary.layer.Directions;
import org.tributary.layer.Recurrent;
import org.tributary.layer.StackedLayers;
import org.tributary.param.FloatTensor;
import org.tributary.param.Variables;
import org.tributary.runtime.Feed;

/** A subgraph for one time step of all layers: the stacked cells. */
final class StepGraph {
  /** Parallel work of a step: none, because each layer depends on the one below. */
  private static final long NO_PARALLEL_WORK = 0;

  private final UsageGuard guard;
  private final Placeholder<TFloat32> input;
  private final List<Placeholder<TFloat32>> initial = new ArrayList<>();
  private final List<Operand<TFloat32>> results = new ArrayList<>();

  /**
   * @param guard the guard of the module that owns the graph
   */
  StepGraph(Ops tf, Recurrent definition, Variables variables, UsageGuard guard) {
    this.guard = guard;
    if (definition.directions() == Directions.BOTH) {
      throw new IllegalArgumentException(
          "stepper: expected a layer that reads forward only, got a bidirectional one, whose reverse direction starts at the last step; use forward on whole sequences");
    }
    input = placeholder(tf, definition.inputSize());
    Operand<TFloat32> x = input; // [N, I]
    for (int layer = 0; layer < definition.layers(); layer++) {
      Cell cell = StackedLayers.cell(definition, layer);
      List<Placeholder<TFloat32>> state =
          cell.stateSizes().stream().map(size -> placeholder(tf, size)).toList();
      initial.addAll(state);
      CellState<TFloat32> next =
          cell.step(
              tf,
              x,
              cell.state(state),
              StackedLayers.cellWeights(definition, layer, 0, variables::read));
      results.addAll(next.parts());
      x =
          StackedLayers.connection(definition, layer)
              .forward(
                  tf,
                  x,
                  next.hidden(),
                  StackedLayers.connectionWeights(definition, layer, variables::read))
              .output(); // [N, P]
    }
    results.add(0, x);
    results.replaceAll(tf::identity);
  }

  /**
   * Runs one step. Returns the output and the next state. A state holds the parts of each layer's
   * state, ordered by layer, each [N, size].
   */
  List<FloatTensor> step(Session session, FloatTensor x, List<FloatTensor> state) {
    return guard.use(() -> run(session, x, state));
  }

  private List<FloatTensor> run(Session session, FloatTensor x, List<FloatTensor> state) {
    try (Feed feed = new Feed(session)) {
      feed.tensor(input, x.toNative());
      for (int k = 0; k < initial.size(); k++) {
        feed.tensor(initial.get(k), state.get(k).toNative());
      }
      return feed.fetch(results, NO_PARALLEL_WORK, FloatTensor::copyOf);
    }
  }

  private static Placeholder<TFloat32> placeholder(Ops tf, int size) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, size)));
  }
}
