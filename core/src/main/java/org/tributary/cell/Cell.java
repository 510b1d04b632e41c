package org.tributary.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ShapeCheck;

/**
 * A recurrent cell: the formula of one time step. N is the number of rows, I the input size, H the
 * hidden size, P the size of h (the projection size, or H without a projection), G the number of
 * gates.
 */
public sealed interface Cell permits RnnCell, LstmCell, GruCell {

  /**
   * Checks a hidden size before a cell exists: at least 1, and small enough that the rows of all
   * gates and the output of two directions fit in an {@code int}.
   *
   * @param what name of the component, the start of the message
   * @throws IllegalArgumentException if the hidden size is out of range
   */
  static void requireHiddenSize(String what, int hiddenSize) {
    if (hiddenSize < 1 || hiddenSize > Integer.MAX_VALUE / 8) { // four gates, two directions
      throw new IllegalArgumentException(
          "%s: expected a hidden size from 1 to below 2^28, got %d".formatted(what, hiddenSize));
    }
  }

  /**
   * Applies the function for this kind of cell. Adding a kind of cell breaks every caller at
   * compile time until it handles the new kind.
   */
  <R> R match(
      Function<? super RnnCell, ? extends R> rnn,
      Function<? super LstmCell, ? extends R> lstm,
      Function<? super GruCell, ? extends R> gru);

  /** Returns I, the size of x. */
  int inputSize();

  /** Returns H, the size of each gate. */
  int hiddenSize();

  /** Returns whether the cell has bias vectors. */
  Bias bias();

  /** Returns P if h is projected to a size other than H, else empty. */
  default OptionalInt projection() {
    return OptionalInt.empty();
  }

  /** Returns G, the number of gates: the number of blocks of H rows in each weight. */
  int gates();

  /**
   * Returns whether the state stays finite over any number of steps. Only a bounded cell can run
   * over padding without overflow.
   */
  default boolean bounded() {
    return true;
  }

  /** Returns whether the formula depends on the two bias vectors through their sum alone. */
  default boolean biasesAdd() {
    return true;
  }

  /** Returns the sizes of the state's parts: P for h, then H for an LSTM's c. */
  default List<Integer> stateSizes() {
    return List.of(outputSize());
  }

  /** Returns the cell's common name, for messages. */
  String name();

  /** Returns this cell with another input size. */
  Cell withInputSize(int inputSize);

  /** Returns this cell with or without bias vectors. */
  Cell bias(Bias bias);

  /** Returns this cell without bias vectors. */
  default Cell withoutBias() {
    return bias(Bias.ABSENT);
  }

  /** Returns P, the size of h: the projection size, or H without a projection. */
  default int outputSize() {
    return projection().orElse(hiddenSize());
  }

  /**
   * Returns the parameters under PyTorch's names and in its order, initialized from U(-1/√H, 1/√H).
   */
  default List<ParameterSpec> parameters() {
    Initializer uniform = Initializer.uniform(1 / Math.sqrt(hiddenSize()));
    return parameterKinds().stream()
        .map(kind -> new ParameterSpec(kind.torchName(), shape(kind), uniform))
        .toList();
  }

  /** Returns the kinds of parameters the cell has, in PyTorch's order. */
  default List<CellParameter> parameterKinds() {
    List<CellParameter> kinds = new ArrayList<>();
    kinds.add(CellParameter.WEIGHT_INPUT_HIDDEN);
    kinds.add(CellParameter.WEIGHT_HIDDEN_HIDDEN);
    if (bias() == Bias.PRESENT) {
      kinds.add(CellParameter.BIAS_INPUT_HIDDEN);
      kinds.add(CellParameter.BIAS_HIDDEN_HIDDEN);
    }
    if (projection().isPresent()) {
      kinds.add(CellParameter.WEIGHT_PROJECTION);
    }
    return kinds;
  }

  /** Returns the shape of a parameter in this cell, whether or not the cell has that parameter. */
  default Shape shape(CellParameter parameter) {
    int rows = gates() * hiddenSize();
    return switch (parameter) {
      case WEIGHT_INPUT_HIDDEN -> Shape.of(rows, inputSize());
      case WEIGHT_HIDDEN_HIDDEN -> Shape.of(rows, outputSize());
      case BIAS_INPUT_HIDDEN, BIAS_HIDDEN_HIDDEN -> Shape.of(rows);
      case WEIGHT_PROJECTION -> Shape.of(outputSize(), hiddenSize());
    };
  }

  /**
   * Adds one step for N rows to the graph. TensorFlow can differentiate through it.
   *
   * @param x the input, [N, I]
   * @param state the previous state, each part [N, size] in the order of {@link #stateSizes}
   * @return the next state
   * @throws IllegalArgumentException if a shape does not fit
   */
  default <T extends TFloating> CellState<T> step(
      Ops tf, Operand<T> x, CellState<T> state, CellWeights<T> weights) {
    ShapeCheck.require(
        "cell input",
        x.shape(),
        "[N, %d] (rows, input size)".formatted(inputSize()),
        -1,
        inputSize());
    requireState(state, 2);
    weights.requireFit(this);
    return advance(
        tf,
        weights.fromInput(tf, x),
        weights.fromHidden(tf, state.hidden()),
        state,
        weights.projection());
  }

  /**
   * Adds the part of a step that follows the two matrix products.
   *
   * @param fromInput W_i x + b_i, [N, G·H]
   * @param fromHidden W_h h + b_h, [N, G·H]
   * @param state the previous state
   * @param projection {@code weight_hr}, or empty for a cell without projection
   * @return the next state
   */
  <T extends TFloating> CellState<T> advance(
      Ops tf,
      Operand<T> fromInput,
      Operand<T> fromHidden,
      CellState<T> state,
      Optional<Operand<T>> projection);

  /**
   * Checks the kind and the sizes of {@code state}, where its shapes are known.
   *
   * @param rank number of dimensions of each part; the last one is its size
   * @throws IllegalArgumentException if the state does not fit this cell
   */
  default <T extends TFloating> void requireState(CellState<T> state, int rank) {
    List<Operand<T>> parts = state.parts();
    if (parts.size() != stateSizes().size()) {
      throw new IllegalArgumentException(
          "state: expected %s of %s, got %s; is it the state of another kind of cell?"
              .formatted(stateNames(stateSizes().size()), name(), stateNames(parts.size())));
    }
    for (int k = 0; k < parts.size(); k++) {
      ShapeCheck.requireLast(
          "state " + (k == 0 ? "h" : "c"), parts.get(k).shape(), rank, stateSizes().get(k));
    }
  }

  private static String stateNames(int parts) {
    return parts == 1 ? "h" : "h and c";
  }
}
