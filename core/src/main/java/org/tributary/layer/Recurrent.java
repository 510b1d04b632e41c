package org.tributary.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.tributary.cell.Cell;
import org.tributary.cell.CellParameter;
import org.tributary.cell.GruCell;
import org.tributary.cell.LstmCell;
import org.tributary.cell.Nonlinearity;
import org.tributary.cell.RnnCell;
import org.tributary.kernel.Kernel;
import org.tributary.kernel.Kernels;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.random.TorchRandom;
import org.tributary.sequence.Layout;

/**
 * The definition of a recurrent layer, PyTorch's {@code nn.RNN}, {@code nn.LSTM} or {@code nn.GRU}:
 * an immutable value without tensors, of which each method gives a changed copy.
 *
 * <pre>{@code
 * Recurrent.lstm(100).hidden(128).layers(2).bidirectional().dropout(0.33).batchFirst()
 * }</pre>
 *
 * <p>The letters everywhere in this package: N rows, L steps, I the input size, H the hidden size,
 * P the size of h (H, or the projection's), D the number of directions, K the number of layers.
 *
 * @param cell the formula of the lowest layer; those above read D·P instead of I
 * @param layers K, how many layers stand on one another
 * @param directions which ways each sequence is read
 * @param layout whether rows or steps come first in input and output; states are the same in both
 * @param dropout what is dropped in training
 * @param initialization how parameters are first drawn
 * @param kernel that runs every layer and direction; empty for the fastest that can serve each
 */
public record Recurrent(
    Cell cell,
    int layers,
    Directions directions,
    Layout layout,
    DropoutRates dropout,
    Initialization initialization,
    Optional<Kernel> kernel) {

  /** Checks what the parts do not check themselves. */
  public Recurrent {
    Objects.requireNonNull(directions, "directions");
    Objects.requireNonNull(layout, "layout");
    Objects.requireNonNull(dropout, "dropout");
    Objects.requireNonNull(kernel, "kernel");
    LayerCount.require(cell.name(), layers);
    initialization.requireFit(cell);
  }

  /** Starts a plain RNN with tanh that reads vectors of {@code inputSize}. */
  public static HiddenSizeStage rnn(int inputSize) {
    return new HiddenSizeStage(hidden -> RnnCell.of(inputSize, hidden));
  }

  /** Starts an LSTM that reads vectors of {@code inputSize}. */
  public static HiddenSizeStage lstm(int inputSize) {
    return new HiddenSizeStage(hidden -> LstmCell.of(inputSize, hidden));
  }

  /** Starts a GRU that reads vectors of {@code inputSize}. */
  public static HiddenSizeStage gru(int inputSize) {
    return new HiddenSizeStage(hidden -> GruCell.of(inputSize, hidden));
  }

  /**
   * Stacks {@code layers} layers, PyTorch's {@code num_layers}.
   *
   * @throws IllegalArgumentException if there are not 1 to {@link LayerCount#MOST}
   */
  public Recurrent layers(int layers) {
    return new Recurrent(cell, layers, directions, layout, dropout, initialization, kernel);
  }

  /** Reads each sequence in both directions; the outputs stand side by side, forward first. */
  public Recurrent bidirectional() {
    return new Recurrent(cell, layers, Directions.BOTH, layout, dropout, initialization, kernel);
  }

  /** Puts rows before steps in input and output, PyTorch's {@code batch_first=True}. */
  public Recurrent batchFirst() {
    return new Recurrent(
        cell, layers, directions, Layout.BATCH_FIRST, dropout, initialization, kernel);
  }

  /** Leaves out both bias vectors, PyTorch's {@code bias=False}. */
  public Recurrent withoutBias() {
    return with(cell.withoutBias());
  }

  /**
   * Ends a plain RNN's step with another function than tanh.
   *
   * @throws IllegalArgumentException if this is no RNN
   */
  public Recurrent nonlinearity(Nonlinearity nonlinearity) {
    if (!(cell instanceof RnnCell rnn)) {
      throw new IllegalArgumentException(
          "%s: expected an RNN to set the nonlinearity of; the gates of this one are fixed"
              .formatted(cell.name()));
    }
    return with(rnn.nonlinearity(nonlinearity));
  }

  /**
   * Projects h to {@code size}, PyTorch's {@code proj_size}.
   *
   * @throws IllegalArgumentException if this is no LSTM or the size is not below the hidden size
   */
  public Recurrent projection(int size) {
    if (!(cell instanceof LstmCell lstm)) {
      throw new IllegalArgumentException(
          "%s: expected an LSTM to project, for PyTorch's proj_size is an LSTM's only; leave the projection out"
              .formatted(cell.name()));
    }
    return with(lstm.projection(size));
  }

  /**
   * Drops elements between layers in training, each for itself: PyTorch's {@code dropout}. A single
   * layer has nothing between layers.
   *
   * @throws IllegalArgumentException if the probability is not from 0 to below 1, or there is
   *     locked dropout too
   */
  public Recurrent dropout(double probability) {
    return with(new DropoutRates(probability, dropout.locked(), dropout.recurrent()));
  }

  /**
   * Drops elements between layers in training, the same in every step of a row (Gal and Ghahramani
   * 2016, "variational" or "locked" dropout). A single layer has nothing between layers.
   *
   * @throws IllegalArgumentException if the probability is not from 0 to below 1, or there is
   *     {@link #dropout} too
   */
  public Recurrent lockedDropout(double probability) {
    return with(new DropoutRates(dropout.betweenLayers(), probability, dropout.recurrent()));
  }

  /**
   * Drops elements of h where it enters {@code weight_hh} in training, the same in every step of a
   * row (Gal and Ghahramani 2016). What a GRU carries over, z ⊙ h, is not dropped.
   *
   * @throws IllegalArgumentException if the probability is not from 0 to below 1
   */
  public Recurrent recurrentDropout(double probability) {
    return with(new DropoutRates(dropout.betweenLayers(), dropout.locked(), probability));
  }

  /**
   * Draws every weight matrix of every layer from {@code initializer}. Biases keep their own, for
   * most initializers draw matrices only.
   */
  public Recurrent initializer(Initializer initializer) {
    Initialization changed = initialization;
    for (CellParameter kind : cell.parameterKinds()) {
      if (cell.shape(kind).numDimensions() == 2) {
        changed = changed.with(kind, initializer);
      }
    }
    return with(changed);
  }

  /**
   * Draws one kind of parameter from {@code initializer}, in every layer and direction.
   *
   * @throws IllegalArgumentException if the cell has no such parameter
   */
  public Recurrent initializer(CellParameter kind, Initializer initializer) {
    return with(initialization.with(kind, initializer));
  }

  /**
   * Starts an LSTM's forget gates with a bias of {@code value}: {@code bias_ih}'s forget part is
   * set to it and {@code bias_hh}'s to 0, after both were drawn (Jozefowicz et al. 2015 advise 1).
   *
   * @throws IllegalArgumentException if this is no LSTM, or has no bias
   */
  public Recurrent forgetBias(double value) {
    return with(initialization.forgetBias(value));
  }

  /**
   * Runs every layer and direction by {@code kernel} instead of the fastest that can serve. All
   * give the same numbers but for rounding, except {@link Kernels#bfloat16}, which is less precise.
   * One that cannot serve refuses in its own words when the layer is first run; {@link
   * #explainKernels} tells them beforehand. A {@link Stepper} computes the formula itself, without
   * a kernel.
   *
   * @param kernel of {@link Kernels#reference}, {@link Kernels#bfloat16}, {@link Kernels#named} or
   *     {@link Kernels#all}
   */
  public Recurrent kernel(Kernel kernel) {
    return new Recurrent(
        cell, layers, directions, layout, dropout, initialization, Optional.of(kernel));
  }

  /**
   * Which kernel runs this layer and what every kernel of {@link Kernels#all} says to that, a line
   * each: at inference, for gradients where that is another kernel, and with dropout where there is
   * recurrent dropout.
   */
  public String explainKernels() {
    return KernelReport.of(this);
  }

  /** I, the size of one input vector. */
  public int inputSize() {
    return cell.inputSize();
  }

  /** H, the size of one direction's gates. */
  public int hiddenSize() {
    return cell.hiddenSize();
  }

  /** D·P: the size of one output vector. */
  public int outputSize() {
    return directions.count() * cell.outputSize();
  }

  /** K·D: how many states there are, layer by layer and in each forward first. */
  public int stateCount() {
    return layers * directions.count();
  }

  /** Every parameter, in the order in which PyTorch registers and draws them. */
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      for (int direction = 0; direction < directions.count(); direction++) {
        for (ParameterSpec spec : initialization.parameters(cell(layer))) {
          specs.add(
              new ParameterSpec(
                  name(spec.name(), layer, direction), spec.shape(), spec.initializer()));
        }
      }
    }
    return specs;
  }

  /**
   * A layer with parameters drawn from {@code random} in the order of {@link #parameters}: after
   * {@code manual_seed} those that PyTorch draws. The caller closes it.
   */
  public RecurrentModule build(TorchRandom random) {
    return build(ParameterValues.draw(parameters(), random));
  }

  /**
   * A layer with given parameters, in any order. The caller closes it.
   *
   * @throws IllegalArgumentException if these are not the parameters of this layer
   */
  public RecurrentModule build(ParameterValues values) {
    return new RecurrentModule(this, values.matching(parameters())); // before there is a graph
  }

  /** The formula of layer {@code layer}, counted from 0. */
  Cell cell(int layer) {
    return layer == 0 ? cell : cell.reading(outputSize());
  }

  /** PyTorch's name: {@code weight_ih_l0}, {@code weight_ih_l0_reverse}. */
  static String name(String parameter, int layer, int direction) {
    return parameter + "_l" + layer + (direction == 1 ? "_reverse" : "");
  }

  private Recurrent with(Cell cell) {
    return new Recurrent(cell, layers, directions, layout, dropout, initialization, kernel);
  }

  private Recurrent with(DropoutRates dropout) {
    return new Recurrent(cell, layers, directions, layout, dropout, initialization, kernel);
  }

  private Recurrent with(Initialization initialization) {
    return new Recurrent(cell, layers, directions, layout, dropout, initialization, kernel);
  }
}
