package org.tributary.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;

/**
 * A recurrent cell: the formula of one time step. N is the number of rows, I the input size, H the
 * hidden size, P the size of h (the projection size, or H without a projection), G the number of
 * gates.
 *
 * <p>The library's cells are {@link RnnCell}, {@link LstmCell} and {@link GruCell}. A cell of your
 * own that is trained implements {@code GraphCell} of the core library, which adds the step in a
 * graph: sizes, a name and the step suffice. One that only predicts brings {@link #inference}.
 *
 * <p>The kinds of parameters are fixed, those of {@link CellParameter} under PyTorch's names: both
 * weights, both biases or none, and the projection. Their sizes follow from I, H, P and any number
 * of gates. The state is free: h, and any number of further parts.
 *
 * <p>A cell is immutable. Two cells of the same sizes and options are equal; a record is.
 */
public interface Cell {

  /**
   * Checks a hidden size before a cell exists: at least 1, and small enough that, for cells of up
   * to four gates, the rows of all gates in two directions fit in an {@code int}.
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

  /** Returns I, the size of x. */
  int inputSize();

  /** Returns H, the size of each gate. */
  int hiddenSize();

  /** Returns G, the number of gates: the number of blocks of H rows in each weight. */
  int gates();

  /**
   * Returns the cell's name, for messages: letters and digits, a letter first. In lower case it
   * prefixes the encoder's parameters in a tagger and names the cell in model files.
   */
  String name();

  /** Returns this cell with another input size. */
  Cell withInputSize(int inputSize);

  /**
   * Returns an implementation of the steps in plain Java, for predictions, modules and steppers;
   * empty, the default, if there is none: they then run in a TensorFlow graph. The parts of its
   * states are those of {@link #stateParts}, in that order.
   *
   * @param weights the values of each of {@link #parameterKinds}
   */
  default Optional<CellInference> inference(Function<CellParameter, FloatTensor> weights) {
    return Optional.empty();
  }

  /** Returns whether the cell has bias vectors. */
  default Bias bias() {
    return Bias.PRESENT;
  }

  /** Returns P if h is projected to a size other than H, else empty. */
  default OptionalInt projection() {
    return OptionalInt.empty();
  }

  /** Returns P, the size of h: the projection size, or H without a projection. */
  default int outputSize() {
    return projection().orElse(hiddenSize());
  }

  /** Returns the parts of the state: h of size P, then any others. */
  default List<StatePart> stateParts() {
    return List.of(StatePart.hidden(outputSize()));
  }

  /** Returns the names of the state's parts. */
  default List<String> stateNames() {
    return stateParts().stream().map(StatePart::name).toList();
  }

  /** Returns the sizes of the state's parts. */
  default List<Integer> stateSizes() {
    return stateParts().stream().map(StatePart::size).toList();
  }

  /**
   * Returns whether the state is known to stay finite over any number of steps. Only such a cell
   * can run over padding without overflow.
   */
  default boolean stateStaysFinite() {
    return false;
  }

  /**
   * Returns whether recurrent dropout takes effect, since the step in a graph computes every
   * product with {@code weight_hh} by {@code CellWeights.fromHidden}. A layer refuses recurrent
   * dropout for any other cell.
   */
  default boolean supportsRecurrentDropout() {
    return false;
  }

  /**
   * Returns the position of the forget gate among the gates, counted from 0: the gate whose initial
   * bias {@code Recurrent.forgetBias} sets. Empty if the cell has none.
   */
  default OptionalInt forgetGate() {
    return OptionalInt.empty();
  }

  /**
   * Returns this cell with or without bias vectors.
   *
   * @throws IllegalArgumentException if the cell does not have the choice
   */
  default Cell bias(Bias bias) {
    if (bias == bias()) {
      return this;
    }
    throw new IllegalArgumentException(
        "%s: expected a cell with optional bias vectors; the bias of this cell is always %s"
            .formatted(name(), bias().name().toLowerCase(Locale.ROOT)));
  }

  /** Returns this cell without bias vectors. */
  default Cell withoutBias() {
    return bias(Bias.ABSENT);
  }

  /**
   * Returns this cell with another nonlinearity.
   *
   * @throws IllegalArgumentException if the cell does not have the choice
   */
  default Cell nonlinearity(Nonlinearity nonlinearity) {
    throw new IllegalArgumentException(
        "%s: expected a cell with an optional nonlinearity, got one with fixed nonlinearities; leave nonlinearity out"
            .formatted(name()));
  }

  /**
   * Returns this cell with h projected to {@code size}.
   *
   * @throws IllegalArgumentException if the cell has no projection, or the size is out of range
   */
  default Cell projection(int size) {
    throw new IllegalArgumentException(
        "%s: expected a cell with an optional projection, got one without; leave projection out"
            .formatted(name()));
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
  default TensorShape shape(CellParameter parameter) {
    int rows = gates() * hiddenSize();
    return switch (parameter) {
      case WEIGHT_INPUT_HIDDEN -> TensorShape.of(rows, inputSize());
      case WEIGHT_HIDDEN_HIDDEN -> TensorShape.of(rows, outputSize());
      case BIAS_INPUT_HIDDEN, BIAS_HIDDEN_HIDDEN -> TensorShape.of(rows);
      case WEIGHT_PROJECTION -> TensorShape.of(outputSize(), hiddenSize());
    };
  }
}
