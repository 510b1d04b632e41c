package org.tributary.layer;

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
import org.tributary.cell.CellWeights;
import org.tributary.param.FloatTensor;
import org.tributary.param.Variables;

/** One step of every layer: the cells' formulas on top of one another. */
final class StepGraph {
  /** One step in one direction: each layer waits for the one below. */
  private static final long NOTHING_SIDE_BY_SIDE = 0;

  private final Runnable requireOpen;
  private final Placeholder<TFloat32> input;
  private final List<Placeholder<TFloat32>> before = new ArrayList<>();
  private final List<Operand<TFloat32>> after = new ArrayList<>();

  /**
   * @param requireOpen fails where the module that owns the graph is closed
   */
  StepGraph(Ops tf, Recurrent definition, Variables variables, Runnable requireOpen) {
    this.requireOpen = requireOpen;
    if (definition.directions() == Directions.BOTH) {
      throw new IllegalArgumentException(
          "stepper: expected a layer that reads forward only, got a bidirectional one, whose reverse direction begins at the end; read whole sequences with it");
    }
    input = placeholder(tf, definition.inputSize());
    List<List<Operand<TFloat32>>> parts = new ArrayList<>();
    definition.cell().stateSizes().forEach(size -> parts.add(new ArrayList<>()));
    Operand<TFloat32> x = input; // [N, I]
    for (int k = 0; k < definition.layers(); k++) {
      int layer = k;
      Cell cell = definition.cell(layer);
      List<Placeholder<TFloat32>> state =
          cell.stateSizes().stream().map(size -> placeholder(tf, size)).toList();
      before.addAll(state);
      CellState<TFloat32> next =
          cell.step(
              tf,
              x,
              CellState.of(state),
              CellWeights.of(
                  cell, kind -> variables.read(Recurrent.name(kind.torchName(), layer, 0))));
      after.addAll(next.parts());
      x = next.hidden(); // [N, P]
    }
    after.replaceAll(tf::identity);
  }

  /** Takes and gives the state's parts layer by layer, each [N, size]; the last h is the output. */
  List<FloatTensor> step(Session session, FloatTensor x, List<FloatTensor> state) {
    requireOpen.run();
    try (Feed feed = new Feed(session)) {
      feed.floats(input, x);
      for (int k = 0; k < before.size(); k++) {
        feed.floats(before.get(k), state.get(k));
      }
      return feed.fetch(after, NOTHING_SIDE_BY_SIDE);
    }
  }

  private static Placeholder<TFloat32> placeholder(Ops tf, int size) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, size)));
  }
}
