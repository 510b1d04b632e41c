package org.tributary.module;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;

/**
 * A stateful reader of a stream, one step at a time, with the same results as a pass over the whole
 * sequence. The initial state is zero. Create it by {@link RecurrentModule#stepper()}; it is valid
 * while that module is open. Not thread-safe.
 */
public final class Stepper {
  private final StepGraph graph;
  private final Session session;
  private final Recurrent definition;
  private final boolean single;
  private final int rows;
  private List<FloatTensor> parts;

  private Stepper(
      StepGraph graph, Session session, Recurrent definition, boolean single, int rows) {
    this.graph = graph;
    this.session = session;
    this.definition = definition;
    this.single = single;
    this.rows = rows;
    reset();
  }

  static Stepper single(StepGraph graph, Session session, Recurrent definition) {
    return new Stepper(graph, session, definition, true, 1);
  }

  static Stepper batch(StepGraph graph, Session session, Recurrent definition, int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException(
          "stepper: expected at least 1 row, got %d".formatted(rows));
    }
    return new Stepper(graph, session, definition, false, rows);
  }

  /**
   * Reads one step.
   *
   * @param x [N, I], or [I] for a single sequence
   * @return the last layer's output, [N, P] or [P]
   * @throws IllegalArgumentException if x has another shape
   * @throws IllegalStateException if the module is closed
   */
  public FloatTensor step(FloatTensor x) {
    Objects.requireNonNull(x, "x: expected the values of a step, got null");
    int size = definition.inputSize();
    Shape expected = single ? Shape.of(size) : Shape.of(rows, size);
    if (!x.shape().equals(expected)) {
      throw new IllegalArgumentException(
          "x: expected shape %s (%s), got %s; is it a whole sequence? forward reads those"
              .formatted(expected, single ? "input size" : "rows, input size", x.shape()));
    }
    List<FloatTensor> results = graph.step(session, x.reshape(rows, size), parts);
    parts = results.subList(1, results.size());
    FloatTensor output = results.get(0); // [N, P]
    return single ? output.reshape(output.shape().size()) : output;
  }

  /** Resets the state to zeros. */
  public void reset() {
    List<FloatTensor> zeros = new ArrayList<>();
    for (int layer = 0; layer < definition.layers(); layer++) {
      definition.cell().stateSizes().forEach(size -> zeros.add(FloatTensor.zeros(rows, size)));
    }
    parts = zeros;
  }

  /** Returns the current state: each part [K, N, size], or [K, size] for a single sequence. */
  public RecurrentState save() {
    List<FloatTensor> stacked = new ArrayList<>();
    for (int part = 0; part < partsPerLayer(); part++) {
      Shape shape = shape(part);
      float[] all = new float[Math.toIntExact(shape.size())];
      int block = all.length / definition.layers();
      for (int layer = 0; layer < definition.layers(); layer++) {
        float[] one = parts.get(layer * partsPerLayer() + part).values();
        System.arraycopy(one, 0, all, layer * block, block);
      }
      stacked.add(FloatTensor.of(shape, all));
    }
    return RecurrentState.of(definition.cell(), stacked);
  }

  /**
   * Sets the state: a saved one, or the final state of a whole sequence.
   *
   * @throws IllegalArgumentException if the state does not fit this layer and number of rows
   */
  public void restore(RecurrentState state) {
    List<FloatTensor> stacked = StateChecks.require(definition, state, "state", this::shape);
    List<FloatTensor> restored = new ArrayList<>();
    for (int layer = 0; layer < definition.layers(); layer++) {
      for (int part = 0; part < partsPerLayer(); part++) {
        int size = definition.cell().stateSizes().get(part);
        float[] one = new float[rows * size];
        System.arraycopy(stacked.get(part).values(), layer * one.length, one, 0, one.length);
        restored.add(FloatTensor.of(Shape.of(rows, size), one));
      }
    }
    parts = restored;
  }

  private Shape shape(int part) {
    int size = definition.cell().stateSizes().get(part);
    return single ? Shape.of(definition.layers(), size) : Shape.of(definition.layers(), rows, size);
  }

  private int partsPerLayer() {
    return definition.cell().stateSizes().size();
  }
}
