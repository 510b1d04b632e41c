package org.tributary.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tributary.graph.CostModel;
import org.tributary.graph.OutputGradients;
import org.tributary.graph.PaddingChoice;
import org.tributary.internal.NullChecks;
import org.tributary.layer.Directions;
import org.tributary.layer.Recurrent;
import org.tributary.layer.StatePart;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.runtime.ExecutionMode;
import org.tributary.sequence.BatchShape;
import org.tributary.sequence.Layout;
import org.tributary.sequence.PaddingStrategy;

/**
 * A validated input: always a batch, with lengths and an initial state. Shapes and lengths are
 * checked here.
 */
final class BatchedInput {
  private final Recurrent definition;
  private final boolean single;
  private final BatchShape shape;
  private final FloatTensor values;
  private final int[] lengths;
  private final List<FloatTensor> initial;

  BatchedInput(Recurrent definition, RecurrentInput input) {
    NullChecks.require("input", "one", input);
    this.definition = definition;
    TensorShape tensor = input.values().shape();
    requireInput(tensor);
    this.single = tensor.numDimensions() == 2;
    int rowsAt = 1 - definition.layout().stepsAxis();
    this.shape =
        new BatchShape(
            definition.layout(),
            Math.toIntExact(tensor.get(single ? 0 : 1 - rowsAt)),
            single ? 1 : Math.toIntExact(tensor.get(rowsAt)));
    if (shape.steps() == 0) {
      throw empty("at least 1 step", tensor);
    }
    sequence(definition.outputSize()).requireArray("output");
    this.values = batched(input.values());
    this.lengths = lengths(input.lengths(), tensor);
    this.initial = input.initial().map(this::initial).orElseGet(this::zeros);
  }

  BatchShape shape() {
    return shape;
  }

  int steps() {
    return shape.steps();
  }

  int rows() {
    return shape.rows();
  }

  /** Returns the number of steps of all rows, without padding. */
  int length() {
    return IntStream.of(lengths).sum();
  }

  /** Returns the padding strategy; empty if every row has all steps. */
  Optional<PaddingStrategy> padding(ExecutionMode purpose) {
    return PaddingChoice.of(definition, purpose, lengths, steps());
  }

  /** Returns the work of a run over this batch by {@link CostModel}, in multiply-adds. */
  long work(ExecutionMode purpose) {
    return CostModel.of(definition, purpose, (long) steps() * rows());
  }

  FloatTensor values() {
    return values;
  }

  int[] lengths() {
    return lengths;
  }

  List<FloatTensor> initial() {
    return initial;
  }

  /** Returns the output of a batch without rows, which has no values. */
  RecurrentOutput withoutRows() {
    return output(FloatTensor.written(shape.with(definition.outputSize()), none -> {}), initial);
  }

  /**
   * Returns the layer's output in the caller's shapes.
   *
   * @param output [L, N, D·P], or [N, L, D·P] when batch-first
   * @param states the parts of the final state, each [K·D, N, size]
   */
  RecurrentOutput output(FloatTensor output, List<FloatTensor> states) {
    return new RecurrentOutput(
        unbatched(output),
        RecurrentState.of(definition.cell(), states.stream().map(this::unbatchedState).toList()),
        unbatchedState(last(output, 0)),
        definition.directions() == Directions.BOTH
            ? Optional.of(unbatchedState(last(output, 1)))
            : Optional.empty());
  }

  /**
   * Returns the output of a direction after it has read its whole row, [N, P]; zero for rows of
   * length 0.
   */
  private FloatTensor last(FloatTensor output, int direction) {
    int size = definition.cell().outputSize();
    return FloatTensor.written(
        TensorShape.of(rows(), size),
        last -> {
          for (int row = 0; row < rows(); row++) {
            int step = direction == 0 ? lengths[row] - 1 : 0;
            if (lengths[row] > 0) {
              int at = shape.position(step, row) * definition.outputSize();
              output.copy(at + direction * size, last, row * size, size);
            }
          }
        });
  }

  /** Returns [L, N, ·] in the caller's shape: without N for a single sequence. */
  FloatTensor unbatched(FloatTensor sequence) {
    return single ? sequence.reshape(steps(), sequence.shape().get(2)) : sequence;
  }

  /** Returns [K·D, N, ·] or [N, ·] in the caller's shape: without N for a single sequence. */
  FloatTensor unbatchedState(FloatTensor state) {
    long last = state.shape().get(state.shape().numDimensions() - 1);
    if (!single) {
      return state;
    }
    return state.shape().numDimensions() == 2
        ? state.reshape(last)
        : state.reshape(state.shape().get(0), last);
  }

  /** Checks the upstream gradients and returns them batched, with zeros for absent ones. */
  List<FloatTensor> gradients(OutputGradients<FloatTensor> upstream) {
    if (rows() == 0) {
      throw empty("at least 1 row for a backward pass", values.shape());
    }
    upstream.requireFit(definition.cell());
    List<FloatTensor> all = new ArrayList<>();
    TensorShape output = sequence(definition.outputSize());
    all.add(
        upstream
            .output()
            .map(g -> batched(require("gradient of the output", g, output)))
            .orElseGet(() -> batched(FloatTensor.zeros(output.asArray()))));
    List<StatePart> parts = definition.cell().stateParts();
    for (int k = 0; k < parts.size(); k++) {
      TensorShape shape = state(k);
      String what = "gradient of the final " + parts.get(k).name();
      all.add(
          upstream
              .state(parts.get(k).name())
              .map(g -> batchedState(require(what, g, shape)))
              .orElseGet(() -> batchedState(FloatTensor.zeros(shape.asArray()))));
    }
    return all;
  }

  private void requireInput(TensorShape shape) {
    int size = definition.inputSize();
    String expected =
        "%s (%s) or [L, %d] (a single sequence)"
            .formatted(definition.layout().describe(size), definition.layout(), size);
    int rank = shape.numDimensions();
    if (rank != 2 && rank != 3) {
      throw new IllegalArgumentException(
          "input: expected %s, got shape %s".formatted(expected, shape));
    }
    if (shape.get(rank - 1) != size) {
      throw new IllegalArgumentException(
          "input: expected last dimension %d (input size), got %d in shape %s; the layer reads %s"
              .formatted(size, shape.get(rank - 1), shape, expected));
    }
  }

  private static IllegalArgumentException empty(String expected, TensorShape shape) {
    return new IllegalArgumentException(
        "input: expected %s, got shape %s; leave empty batches out".formatted(expected, shape));
  }

  private int[] lengths(Optional<List<Integer>> actual, TensorShape tensor) {
    int[] all = new int[rows()];
    Arrays.fill(all, steps());
    if (actual.isEmpty()) {
      return all;
    }
    if (single) {
      throw new IllegalArgumentException(
          "lengths: expected none for a single sequence of shape %s, got %s; cut the sequence, or pass a batch of one row"
              .formatted(tensor, actual.get()));
    }
    if (actual.get().size() != rows()) {
      String other = definition.layout() == Layout.BATCH_FIRST ? "sequence-first" : "batch-first";
      throw new IllegalArgumentException(
          "lengths: expected %d, one for each row of shape %s, got %d; is the input %s while the layer is %s?"
              .formatted(rows(), tensor, actual.get().size(), other, definition.layout()));
    }
    for (int row = 0; row < rows(); row++) {
      all[row] = actual.get().get(row);
      if (all[row] < 0 || all[row] > steps()) {
        throw new IllegalArgumentException(
            "lengths: expected each from 0 to %d, the number of steps, got %d for row %d; the layer reads shape %s %s"
                .formatted(steps(), all[row], row, tensor, definition.layout()));
      }
    }
    return all;
  }

  private List<FloatTensor> initial(RecurrentState state) {
    return state.requireFit(definition, "initial state", this::state).stream()
        .map(this::batchedState)
        .toList();
  }

  private List<FloatTensor> zeros() {
    List<FloatTensor> zeros = new ArrayList<>();
    for (int size : definition.cell().stateSizes()) {
      zeros.add(FloatTensor.zeros(definition.stateCount(), rows(), size));
    }
    return Collections.unmodifiableList(zeros);
  }

  private TensorShape sequence(int size) {
    return single ? TensorShape.of(steps(), size) : shape.with(size);
  }

  /**
   * Returns the shape of a part of the state.
   *
   * @param part the index in {@code Cell.stateParts}
   */
  private TensorShape state(int part) {
    int size = definition.cell().stateSizes().get(part);
    return single
        ? TensorShape.of(definition.stateCount(), size)
        : TensorShape.of(definition.stateCount(), rows(), size);
  }

  private static FloatTensor require(String what, FloatTensor actual, TensorShape expected) {
    if (!actual.shape().equals(expected)) {
      throw new IllegalArgumentException(
          "%s: expected shape %s, got %s; a gradient has the shape of its tensor"
              .formatted(what, expected, actual.shape()));
    }
    return actual;
  }

  private FloatTensor batched(FloatTensor sequence) {
    return single ? sequence.reshape(shape.with(sequence.shape().get(1)).asArray()) : sequence;
  }

  private FloatTensor batchedState(FloatTensor state) {
    return single ? state.reshape(state.shape().get(0), 1, state.shape().get(1)) : state;
  }
}
