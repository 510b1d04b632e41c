package org.tributary.layer;

import java.util.List;
import java.util.Optional;
import org.tributary.internal.NullChecks;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.sequence.Layout;

/**
 * The definition of a recurrent layer, PyTorch's {@code nn.RNN}, {@code nn.LSTM} or {@code nn.GRU},
 * without tensors. Immutable; each method returns a changed copy.
 *
 * <pre>{@code
 * Recurrent.lstm(100).hidden(128).layers(2).bidirectional().dropout(0.33).batchFirst()
 * }</pre>
 *
 * <p>Letters in this package and in the recurrent layers of {@code nn}: N rows, L steps, I the
 * input size, H the hidden size, P the size of h (H, or the projection's), D the number of
 * directions, K the number of layers.
 *
 * @param cell the cell of the lowest layer; cells above read D·P instead of I
 * @param layers K, the number of stacked layers
 * @param directions the directions in which each sequence is read
 * @param layout the order of rows and steps in input and output; states are the same in both
 * @param dropout the dropout probabilities of training
 * @param initialization the initializers of the parameters
 * @param kernel the kernel of every layer and direction; empty for the fastest supported ones
 * @param skipConnection the skip connection around every layer above the lowest
 */
public record Recurrent(
    Cell cell,
    int layers,
    Directions directions,
    Layout layout,
    DropoutRates dropout,
    Initialization initialization,
    Optional<String> kernel,
    SkipConnection skipConnection) {

  /** Maximum number of layers. Each layer adds operations to the graph, which take memory. */
  public static final int MAX_LAYERS = 1000;

  /** Checks the combination of the components. */
  public Recurrent {
    NullChecks.require("directions", "Directions", directions);
    NullChecks.require("layout", "a Layout", layout);
    NullChecks.require("dropout", "DropoutRates", dropout);
    NullChecks.require("kernel", "an Optional", kernel);
    NullChecks.require("skip connection", "one", skipConnection);
    requireDeclarations(cell);
    if (layers < 1 || layers > MAX_LAYERS) {
      throw new IllegalArgumentException(
          "%s: expected 1 to %d layers, got %d; is it another size?"
              .formatted(cell.name(), MAX_LAYERS, layers));
    }
    initialization.requireFit(cell);
    dropout.requireFit(cell);
    kernel.ifPresent(
        name -> {
          if (!KernelName.ALL.contains(name)) {
            throw new IllegalArgumentException(
                "kernel: expected one of %s, got \"%s\"; is it misspelt?"
                    .formatted(KernelName.ALL, name));
          }
        });
  }

  /**
   * Checks the name, the sizes and the parts of the state that a cell declares.
   *
   * @throws IllegalArgumentException if one of them is missing or invalid
   */
  private static void requireDeclarations(Cell cell) {
    NullChecks.require("cell", "one", cell);
    if (cell.name() == null || cell.name().isBlank()) {
      throw new IllegalArgumentException(
          "%s.name: expected letters and digits, a letter first, got %s"
              .formatted(cell.getClass().getName(), cell.name()));
    }
    requireNumber(cell, "inputSize", cell.inputSize());
    requireNumber(cell, "hiddenSize", cell.hiddenSize());
    requireNumber(cell, "gates", cell.gates());
    List<StatePart> parts = cell.stateParts();
    if (parts == null || parts.isEmpty()) {
      throw new IllegalArgumentException(
          "%s.stateParts: expected h and any further parts, got %s; begin with StatePart.hidden(outputSize())"
              .formatted(cell.getClass().getName(), parts == null ? "null" : "none"));
    }
    List<String> names = cell.stateNames();
    if (names.stream().distinct().count() < names.size()) {
      throw new IllegalArgumentException(
          "%s.stateParts: expected each name once, got %s; name further parts by other letters"
              .formatted(cell.getClass().getName(), names));
    }
    StatePart.requireHiddenFirst(cell);
  }

  private static void requireNumber(Cell cell, String method, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(
          "%s.%s: expected at least 1, got %d"
              .formatted(cell.getClass().getName(), method, number));
    }
  }

  /**
   * Returns a layer of {@code cell}, the library's or one of your own: one layer, forward only,
   * sequence first, without dropout.
   */
  public static Recurrent of(Cell cell) {
    requireDeclarations(cell);
    return new HiddenSizeStage(hidden -> cell).hidden(cell.hiddenSize());
  }

  /** Starts a plain RNN with tanh and inputs of {@code inputSize}. */
  public static HiddenSizeStage rnn(int inputSize) {
    return new HiddenSizeStage(hidden -> RnnCell.of(inputSize, hidden));
  }

  /** Starts an LSTM with inputs of {@code inputSize}. */
  public static HiddenSizeStage lstm(int inputSize) {
    return new HiddenSizeStage(hidden -> LstmCell.of(inputSize, hidden));
  }

  /** Starts a GRU with inputs of {@code inputSize}. */
  public static HiddenSizeStage gru(int inputSize) {
    return new HiddenSizeStage(hidden -> GruCell.of(inputSize, hidden));
  }

  /**
   * Stacks {@code layers} layers, PyTorch's {@code num_layers}.
   *
   * @throws IllegalArgumentException if the number is not from 1 to {@link #MAX_LAYERS}
   */
  public Recurrent layers(int layers) {
    return new Recurrent(
        cell, layers, directions, layout, dropout, initialization, kernel, skipConnection);
  }

  /** Reads each sequence in both directions; the outputs are concatenated, forward first. */
  public Recurrent bidirectional() {
    return bidirectional(Directions.BOTH);
  }

  /** Sets the directions in which each sequence is read, PyTorch's {@code bidirectional}. */
  public Recurrent bidirectional(Directions directions) {
    return new Recurrent(
        cell, layers, directions, layout, dropout, initialization, kernel, skipConnection);
  }

  /** Sets the batch-first layout of input and output, PyTorch's {@code batch_first=True}. */
  public Recurrent batchFirst() {
    return layout(Layout.BATCH_FIRST);
  }

  /** Sets the layout of input and output, PyTorch's {@code batch_first}. */
  public Recurrent layout(Layout layout) {
    return new Recurrent(
        cell, layers, directions, layout, dropout, initialization, kernel, skipConnection);
  }

  /** Removes both bias vectors, PyTorch's {@code bias=False}. */
  public Recurrent withoutBias() {
    return bias(Bias.ABSENT);
  }

  /**
   * Sets the presence of both bias vectors, PyTorch's {@code bias}.
   *
   * @throws IllegalArgumentException if they are absent and there is a forget bias
   */
  public Recurrent bias(Bias bias) {
    return with(cell.bias(bias));
  }

  /**
   * Sets the nonlinearity of a plain RNN.
   *
   * @throws IllegalArgumentException if this is not a plain RNN
   */
  public Recurrent nonlinearity(Nonlinearity nonlinearity) {
    return with(cell.nonlinearity(nonlinearity));
  }

  /**
   * Projects h to {@code size}, PyTorch's {@code proj_size}.
   *
   * @throws IllegalArgumentException if the cell has no projection, or the size is not below the
   *     hidden size
   */
  public Recurrent projection(int size) {
    return with(cell.projection(size));
  }

  /**
   * Sets dropout between layers in training, independent for each element: PyTorch's {@code
   * dropout}. It has no effect on a single layer.
   *
   * @throws IllegalArgumentException if the probability is not from 0 to below 1, or locked dropout
   *     is set
   */
  public Recurrent dropout(double probability) {
    return with(new DropoutRates(probability, dropout.locked(), dropout.recurrent()));
  }

  /**
   * Sets dropout between layers in training with the same mask in every step of a row (Gal and
   * Ghahramani 2016, "variational" or "locked" dropout). It has no effect on a single layer.
   *
   * @throws IllegalArgumentException if the probability is not from 0 to below 1, or {@link
   *     #dropout} is set
   */
  public Recurrent lockedDropout(double probability) {
    return with(new DropoutRates(dropout.betweenLayers(), probability, dropout.recurrent()));
  }

  /**
   * Sets recurrent dropout: in training, drops elements of h at the input of {@code weight_hh}, the
   * same in every step of a row (Gal and Ghahramani 2016). A GRU's carried state, z ⊙ h, is kept.
   *
   * @throws IllegalArgumentException if the probability is not from 0 to below 1
   */
  public Recurrent recurrentDropout(double probability) {
    return with(new DropoutRates(dropout.betweenLayers(), dropout.locked(), probability));
  }

  /** Adds residual connections; see {@link #skipConnection(SkipConnection)}. */
  public Recurrent residual() {
    return skipConnection(SkipConnection.residual());
  }

  /** Adds highway connections; see {@link #skipConnection(SkipConnection)}. */
  public Recurrent highway() {
    return skipConnection(SkipConnection.highway());
  }

  /**
   * Sets the skip connection around every layer above the lowest, whose input and output both have
   * D·P elements. It passes the layer's input around the layer and around the dropout before it.
   * The final states are those of the cells.
   */
  public Recurrent skipConnection(SkipConnection skipConnection) {
    return new Recurrent(
        cell, layers, directions, layout, dropout, initialization, kernel, skipConnection);
  }

  /** Sets the initializer of every weight matrix of the cells. Biases keep their own. */
  public Recurrent initializer(Initializer initializer) {
    return with(initialization.withMatrices(cell, initializer));
  }

  /**
   * Sets the initializer of one kind of parameter, in every layer and direction.
   *
   * @throws IllegalArgumentException if the cell has no such parameter
   */
  public Recurrent initializer(CellParameter kind, Initializer initializer) {
    return with(initialization.with(kind, initializer));
  }

  /**
   * Sets the initial bias of the forget gates: {@code bias_ih}'s part to {@code value}, {@code
   * bias_hh}'s to 0 (Jozefowicz et al. 2015 advise 1).
   *
   * @throws IllegalArgumentException if the cell has no forget gate, or has no bias
   */
  public Recurrent forgetBias(double value) {
    return with(initialization.forgetBias(value));
  }

  /**
   * Sets the kernel of every layer and direction, one of {@code Kernels}, instead of the fastest
   * supported one. A kernel that is not supported fails at the first run, with the reason. A kernel
   * makes predictions, modules and steppers run in a graph.
   */
  public Recurrent kernel(KernelName kernel) {
    Optional<String> chosen = Optional.of(kernel.name());
    return new Recurrent(
        cell, layers, directions, layout, dropout, initialization, chosen, skipConnection);
  }

  /** Returns I, the size of an input vector. */
  public int inputSize() {
    return cell.inputSize();
  }

  /** Returns H, the size of each gate. */
  public int hiddenSize() {
    return cell.hiddenSize();
  }

  /** Returns D·P, the size of an output vector. */
  public int outputSize() {
    return directions.count() * cell.outputSize();
  }

  /** Returns K·D, the number of states, ordered by layer, then direction, forward first. */
  public int stateCount() {
    return layers * directions.count();
  }

  /**
   * Returns every parameter, in PyTorch's order of registration and drawing; after each layer's own
   * come those of its skip connection.
   */
  public List<ParameterSpec> parameters() {
    return StackedLayers.of(this);
  }

  /**
   * Returns an implementation in plain Java, for predictions, modules and steppers; empty if the
   * cell or the skip connection has none, or a kernel is set: they then run in a TensorFlow graph.
   *
   * @throws IllegalArgumentException if these are not the parameters of this layer
   */
  public Optional<RecurrentInference> inference(ParameterValues parameters) {
    parameters.requireMatch(parameters());
    return kernel.isPresent() ? Optional.empty() : StackedLayers.inference(this, parameters);
  }

  /** Returns a copy with inputs of {@code inputSize}. */
  public Recurrent withInputSize(int inputSize) {
    return with(StackedLayers.withInputSize(cell, inputSize));
  }

  /** Returns a copy with another cell. */
  private Recurrent with(Cell cell) {
    return new Recurrent(
        cell, layers, directions, layout, dropout, initialization, kernel, skipConnection);
  }

  private Recurrent with(DropoutRates dropout) {
    return new Recurrent(
        cell, layers, directions, layout, dropout, initialization, kernel, skipConnection);
  }

  private Recurrent with(Initialization initialization) {
    return new Recurrent(
        cell, layers, directions, layout, dropout, initialization, kernel, skipConnection);
  }
}
