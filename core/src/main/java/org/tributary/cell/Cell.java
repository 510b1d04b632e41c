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
 * The formula of one step of a recurrent network. N is the number of rows, I the input size, H the
 * hidden size, P the size of h (H, or the projection's), G the number of gates.
 */
public sealed interface Cell permits RnnCell, LstmCell, GruCell {

  /**
   * Checks H before there is a cell: at least 1, and no more than leaves the rows of all gates, and
   * the output of two directions, a number of their own.
   *
   * @param what whose hidden size it is
   * @throws IllegalArgumentException if it is not so
   */
  static void requireHiddenSize(String what, int hiddenSize) {
    if (hiddenSize < 1 || hiddenSize > Integer.MAX_VALUE / 8) { // four gates, two directions
      throw new IllegalArgumentException(
          "%s: expected a hidden size from 1 to below 2^28, got %d".formatted(what, hiddenSize));
    }
  }

  /**
   * Applies the function for this kind of cell. A new kind of cell does not compile until every
   * caller has a function for it.
   */
  <R> R match(
      Function<? super RnnCell, ? extends R> rnn,
      Function<? super LstmCell, ? extends R> lstm,
      Function<? super GruCell, ? extends R> gru);

  /** I, the size of x. */
  int inputSize();

  /** H, the size of each gate. */
  int hiddenSize();

  /** Whether there are bias vectors. */
  Bias bias();

  /** P where h is projected to another size than H; empty otherwise. */
  default OptionalInt projection() {
    return OptionalInt.empty();
  }

  /** G, the number of gates: how many blocks of H rows the weights have. */
  int gates();

  /**
   * Whether the state stays finite however long it goes on, so that what it makes of padding, which
   * nobody looks at, cannot overflow.
   */
  default boolean bounded() {
    return true;
  }

  /** Whether only the sum of the two bias vectors matters to the formula. */
  default boolean biasesAdd() {
    return true;
  }

  /** The sizes of the state's parts: P for h, then H for an LSTM's c. */
  default List<Integer> stateSizes() {
    return List.of(outputSize());
  }

  /** The cell's common name, for messages. */
  String name();

  /** The same cell for an input of another size. */
  Cell reading(int inputSize);

  /** The same cell without bias vectors. */
  Cell withoutBias();

  /** P, the size of h: the projection's, or H. */
  default int outputSize() {
    return projection().orElse(hiddenSize());
  }

  /** Parameters under PyTorch's names and in its order, drawn from U(-1/√H, 1/√H). */
  default List<ParameterSpec> parameters() {
    Initializer uniform = Initializer.uniform(1 / Math.sqrt(hiddenSize()));
    return parameterKinds().stream()
        .map(kind -> new ParameterSpec(kind.torchName(), shape(kind), uniform))
        .toList();
  }

  /** Which parameters the cell has, in PyTorch's order. */
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

  /** The shape that a parameter has, or would have, in this cell. */
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
   * Computes one step for N rows. TensorFlow's own gradients pass through it.
   *
   * @param x the input, [N, I]
   * @param state of the step before, each part [N, size] in the order of {@link #stateSizes}
   * @return the state of this step
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
   * The rest of a step, after the two products.
   *
   * @param fromInput W_i x + b_i, [N, G·H]
   * @param fromHidden W_h h + b_h, [N, G·H]
   * @param state of the step before
   * @param projection {@code weight_hr}, where the cell has one
   * @return the state of this step
   */
  <T extends TFloating> CellState<T> advance(
      Ops tf,
      Operand<T> fromInput,
      Operand<T> fromHidden,
      CellState<T> state,
      Optional<Operand<T>> projection);

  /**
   * Checks that {@code state} is of this cell's kind and sizes, as far as its shapes are known.
   *
   * @param rank how many dimensions each part has, the last of which is its size
   * @throws IllegalArgumentException if it is not
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
