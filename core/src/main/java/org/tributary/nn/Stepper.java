package org.tributary.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.tributary.internal.NullChecks;
import org.tributary.layer.Directions;
import org.tributary.layer.Recurrent;
import org.tributary.layer.RecurrentInference;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.sequence.Layout;

/**
 * A stateful reader of a stream, one step at a time, with the same results as a pass over the whole
 * sequence. The initial state is zero. Create it by {@link RecurrentModule#stepper()}; it is valid
 * while that module is open, and reads with the weights that the module has at each step. Not
 * thread-safe.
 */
public final class Stepper {
  private final RecurrentModule module;
  private final Recurrent definition;
  private final boolean single;
  private final int rows;
  private final TensorShape inputShape;
  private final TensorShape outputShape;
  private final float[][] x; // [N][I]
  private final Consumer<float[]> writer = this::write;
  private float[][] output = {}; // [N][P]
  private List<FloatTensor> state = List.of(); // [K, N, size] each; outdated if there is a stream
  private Optional<RecurrentInference.Stream> stream = Optional.empty();
  private Optional<RecurrentModule.Weights> weights = Optional.empty(); // those of the stream

  Stepper(RecurrentModule module, boolean single, int rows) {
    this.module = module;
    this.definition = module.definition();
    this.single = single;
    this.rows = rows;
    if (definition.directions() == Directions.BOTH) {
      throw new IllegalArgumentException(
          "stepper: expected a layer that reads forward only, got a bidirectional one, whose"
              + " reverse direction starts at the last step; use forward on whole sequences");
    }
    if (rows < 1) {
      throw new IllegalArgumentException(
          "stepper: expected at least 1 row, got %d".formatted(rows));
    }
    int size = definition.inputSize();
    inputShape = single ? TensorShape.of(size) : TensorShape.of(rows, size);
    outputShape =
        single
            ? TensorShape.of(definition.outputSize())
            : TensorShape.of(rows, definition.outputSize());
    x = new float[rows][size];
    reset();
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
    NullChecks.require("x", "the values of a step", x);
    if (!x.shape().equals(inputShape)) {
      throw new IllegalArgumentException(
          "x: expected shape %s (%s), got %s; is it a whole sequence? forward reads those"
              .formatted(inputShape, single ? "input size" : "rows, input size", x.shape()));
    }
    useWeights(module.weights());
    if (stream.isEmpty()) {
      boolean rowsFirst = definition.layout() == Layout.BATCH_FIRST;
      RecurrentOutput after = // in a graph, as a batch of one step
          module.forward(
              RecurrentInput.of(
                      x.reshape(rowsFirst ? rows : 1, rowsFirst ? 1 : rows, inputShape.get(-1)))
                  .from(RecurrentState.of(definition.cell(), state)));
      state = after.finalState().parts();
      return after.output().reshape(outputShape.asArray());
    }
    for (int row = 0; row < rows; row++) {
      x.copy(row * definition.inputSize(), this.x[row], 0, definition.inputSize());
    }
    output = stream.get().step(this.x);
    return FloatTensor.written(outputShape, writer);
  }

  /** Rebuilds the stream if the module's weights are not those of the last step. */
  private void useWeights(RecurrentModule.Weights current) {
    if (weights.isPresent() && weights.get() == current) {
      return;
    }
    state = state();
    stream = current.inference().map(layers -> layers.stream(rows));
    stream.ifPresent(s -> s.load(state.stream().map(FloatTensor::values).toList()));
    weights = Optional.of(current);
  }

  private void write(float[] values) {
    int size = definition.outputSize();
    for (int row = 0; row < rows; row++) {
      System.arraycopy(output[row], 0, values, row * size, size);
    }
  }

  /** Returns the parts of the state, [K, N, size] each. */
  private List<FloatTensor> state() {
    if (stream.isEmpty()) {
      return state;
    }
    List<float[]> parts = new ArrayList<>();
    state.forEach(part -> parts.add(new float[(int) part.shape().size()]));
    stream.get().store(parts);
    List<FloatTensor> stored = new ArrayList<>();
    for (int k = 0; k < parts.size(); k++) {
      stored.add(FloatTensor.of(state.get(k).shape(), parts.get(k)));
    }
    return stored;
  }

  /** Resets the state to zeros. */
  public void reset() {
    replace(
        definition.cell().stateSizes().stream()
            .map(size -> FloatTensor.zeros(definition.layers(), rows, size))
            .toList());
  }

  /** Returns the current state: each part [K, N, size], or [K, size] for a single sequence. */
  public RecurrentState save() {
    List<FloatTensor> parts = new ArrayList<>();
    for (FloatTensor part : state()) {
      parts.add(part.reshape(shape(parts.size()).asArray()));
    }
    return RecurrentState.of(definition.cell(), parts);
  }

  /**
   * Sets the state: a saved one, or the final state of a whole sequence.
   *
   * @throws IllegalArgumentException if the state does not fit this layer and number of rows
   */
  public void restore(RecurrentState state) {
    replace(
        state.requireFit(definition, "state", this::shape).stream()
            .map(part -> part.reshape(definition.layers(), rows, part.shape().get(-1)))
            .toList());
  }

  private void replace(List<FloatTensor> next) {
    state = next;
    stream.ifPresent(s -> s.load(next.stream().map(FloatTensor::values).toList()));
  }

  private TensorShape shape(int part) {
    int size = definition.cell().stateSizes().get(part);
    return single
        ? TensorShape.of(definition.layers(), size)
        : TensorShape.of(definition.layers(), rows, size);
  }
}
