package org.tributary.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.Axes;
import org.tributary.internal.graph.CustomGradient;
import org.tributary.internal.graph.Graphs;
import org.tributary.internal.graph.Packing;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.internal.graph.SizeCheck;
import org.tributary.layer.Cell;
import org.tributary.layer.DropoutRates;
import org.tributary.layer.Recurrent;
import org.tributary.layer.SkipConnection;
import org.tributary.layer.StackedLayers;
import org.tributary.layer.StatePart;
import org.tributary.param.ParameterSpec;
import org.tributary.runtime.ExecutionMode;

/**
 * A recurrent layer on weights in a graph: stacked layers, directions and lengths over any kernel.
 * Letters as in {@link Recurrent}. {@code Graph.addGradients} and {@code LossGradients}
 * differentiate through it.
 *
 * <pre>{@code
 * Recurrent definition = Recurrent.gru(3).hidden(5);
 * Variables variables = new Variables(tf, definition.parameters());
 * RecurrentLayer layer = new RecurrentLayer(tf, definition, variables::read);
 * FedSequenceLengths fed = new FedSequenceLengths(tf, steps);
 * RecurrentForward run = layer.forward(x, fed.lengths(), Dropout.off());
 * }</pre>
 */
public final class RecurrentLayer {
  private final Ops tf;
  private final Recurrent definition;
  private final Function<String, Operand<TFloat32>> weights;
  private final Optional<Kernel> forced;
  private final Differentiation differentiation;

  /** The ways to differentiate a forward pass. */
  private enum Differentiation {
    /** Not at all: no activations are saved. */
    NONE,
    /** By TensorFlow, which calls the layer's backward pass. */
    BY_TENSORFLOW,
    /** By the caller of {@link RecurrentForward#backward}. */
    BY_CALLER
  }

  /**
   * @param weights the definition's parameters by name
   * @throws IllegalArgumentException if the cell or the skip connection returns results of other
   *     shapes than those of its sizes
   */
  public RecurrentLayer(Ops tf, Recurrent definition, Function<String, Operand<TFloat32>> weights) {
    this(
        tf,
        definition,
        weights,
        definition.kernel().map(Kernels::named),
        Differentiation.BY_TENSORFLOW);
    requireContracts(definition);
  }

  private RecurrentLayer(
      Ops tf,
      Recurrent definition,
      Function<String, Operand<TFloat32>> weights,
      Optional<Kernel> forced,
      Differentiation differentiation) {
    Graphs.of(tf); // refuses eager operations
    this.tf = tf;
    this.definition = definition;
    this.weights = weights;
    this.forced = forced;
    this.differentiation = differentiation;
  }

  /**
   * Checks the cell of each kind of layer and the skip connection, on a graph of their own.
   *
   * @throws IllegalArgumentException if one of their results is missing or of another shape
   */
  public static void requireContracts(Recurrent definition) {
    for (int layer = 0; layer < Math.min(2, definition.layers()); layer++) {
      CellContract.require(StackedLayers.cell(definition, layer));
    }
    if (definition.layers() > 1) {
      SkipConnections.requireContract(definition.skipConnection(), definition.outputSize());
    }
  }

  /** Returns this layer with {@code kernel} instead of the definition's. */
  public RecurrentLayer with(Kernel kernel) {
    return new RecurrentLayer(tf, definition, weights, Optional.of(kernel), differentiation);
  }

  /**
   * Returns this layer for passes without gradients, which save no activations. By default passes
   * are for training.
   */
  public RecurrentLayer forInference() {
    return new RecurrentLayer(tf, definition, weights, forced, Differentiation.NONE);
  }

  /**
   * Returns this layer for passes that their caller differentiates by {@link
   * RecurrentForward#backward} alone, as {@code RecurrentModule} does; {@code Graph.addGradients}
   * fails on them.
   */
  public RecurrentLayer forBackward() {
    return new RecurrentLayer(tf, definition, weights, forced, Differentiation.BY_CALLER);
  }

  /**
   * Adds the forward pass over a batch without padding to the graph; the initial state is zero.
   *
   * @param input [L, N, I], or [N, L, I] when batch-first
   * @param dropout {@link Dropout#off} for inference
   * @throws IllegalArgumentException if the input has another shape
   */
  public RecurrentForward forward(Operand<TFloat32> input, Dropout dropout) {
    requireInput(input);
    int stepsAxis = definition.layout().stepsAxis();
    SequenceLengths full =
        SequenceLengths.fullUnchecked(
            tf, Axes.size(tf, input, stepsAxis), Axes.size(tf, input, 1 - stepsAxis));
    return forward(input, full, dropout);
  }

  /**
   * Adds the forward pass to the graph; the initial state is zero.
   *
   * @param input [L, N, I], or [N, L, I] when batch-first; values in the padding are ignored
   * @param lengths the lengths of the rows
   * @param dropout {@link Dropout#off} for inference
   * @throws IllegalArgumentException if the input has another shape
   */
  public RecurrentForward forward(
      Operand<TFloat32> input, SequenceLengths lengths, Dropout dropout) {
    return forward(input, lengths, Optional.empty(), dropout);
  }

  /**
   * Adds the forward pass to the graph.
   *
   * @param input [L, N, I], or [N, L, I] when batch-first; values in the padding are ignored
   * @param lengths the lengths of the rows
   * @param initial the initial state, each part [K·D, N, size] in either layout: PyTorch's {@code
   *     h_0} and {@code c_0}
   * @param dropout {@link Dropout#off} for inference
   * @throws IllegalArgumentException if the input or the state has another shape or kind
   */
  public RecurrentForward forward(
      Operand<TFloat32> input,
      SequenceLengths lengths,
      CellState<TFloat32> initial,
      Dropout dropout) {
    NullChecks.require("initial", "a state", initial);
    return forward(input, lengths, Optional.of(initial), dropout);
  }

  private RecurrentForward forward(
      Operand<TFloat32> input,
      SequenceLengths lengths,
      Optional<CellState<TFloat32>> initial,
      Dropout dropout) {
    requireInput(input);
    long rows = input.shape().get(1 - definition.layout().stepsAxis());
    initial.ifPresent(state -> requireStates(state, rows));
    boolean isReference =
        Kernels.unrolls(forced, definition.cell(), purpose()); // differentiated as it is
    if (differentiation != Differentiation.BY_TENSORFLOW || isReference) {
      return direct(input, lengths, initial, dropout);
    }
    return CustomGradient.unsupported()
        .map(why -> withReferenceKernel(input, why).direct(input, lengths, initial, dropout))
        .orElseGet(() -> withCustomGradient(input, lengths, initial, dropout));
  }

  /**
   * Returns this layer with the reference kernel, which TensorFlow can differentiate by itself.
   *
   * @param why the reason why TensorFlow cannot call the backward passes of other kernels
   * @throws IllegalArgumentException if the number of steps is unknown
   */
  RecurrentLayer withReferenceKernel(Operand<TFloat32> input, String why) {
    if (input.shape().get(definition.layout().stepsAxis()) == Shape.UNKNOWN_SIZE) {
      throw new IllegalArgumentException(
          "input: expected a number of steps that is known when the graph is built, since only the reference kernel can be differentiated here (%s), got %s; give the input's placeholder its number of steps, or use forInference() for a pass without gradients"
              .formatted(why, input.shape()));
    }
    CustomGradient.logUnsupported(why);
    return with(Kernels.reference());
  }

  /** Adds a forward pass whose backward pass TensorFlow calls. */
  private RecurrentForward withCustomGradient(
      Operand<TFloat32> input,
      SequenceLengths lengths,
      Optional<CellState<TFloat32>> initial,
      Dropout dropout) {
    List<Operand<TFloat32>> inputs = new ArrayList<>(List.of(input));
    initial.ifPresent(state -> inputs.addAll(state.parts()));
    int firstWeight = inputs.size();
    List<String> names = definition.parameters().stream().map(ParameterSpec::name).toList();
    names.forEach(name -> inputs.add(weights.apply(name)));
    List<RecurrentForward> direct = new ArrayList<>();
    List<Operand<TFloat32>> results =
        CustomGradient.of(
            tf,
            definition.cell().name().toLowerCase(Locale.ROOT),
            inputs,
            copies -> {
              RecurrentLayer layer =
                  new RecurrentLayer(
                      tf,
                      definition,
                      name -> copies.get(firstWeight + names.indexOf(name)),
                      forced,
                      Differentiation.BY_CALLER);
              RecurrentForward run =
                  layer.direct(
                      copies.get(0),
                      lengths,
                      initial.map(
                          s -> CellState.of(definition.cell(), copies.subList(1, firstWeight))),
                      dropout);
              direct.add(run);
              return new CustomGradient.Pass(
                  run.results(), upstream -> run.gradients(upstream, initial.isPresent()));
            });
    return direct.get(0).withResults(results);
  }

  private RecurrentForward direct(
      Operand<TFloat32> input,
      SequenceLengths lengths,
      Optional<CellState<TFloat32>> initial,
      Dropout dropout) {
    List<CellState<TFloat32>> states =
        initial.map(state -> states(state, lengths)).orElseGet(() -> zeros(lengths.rows()));
    Operand<TFloat32> x =
        lengths.withCleanPadding(
            lengths.checked(Axes.swapIfBatchFirst(tf, definition, input))); // [L, N, I]
    return build(x, lengths, states, dropout);
  }

  /** Returns initial states of zeros, each part [N, size]. */
  private List<CellState<TFloat32>> zeros(Operand<TInt32> rows) {
    List<Operand<TFloat32>> zeros = new ArrayList<>();
    for (int size : definition.cell().stateSizes()) {
      zeros.add(tf.fill(tf.stack(List.of(rows, tf.constant(size))), tf.constant(0f))); // [N, ·]
    }
    return Collections.nCopies(definition.stateCount(), CellState.of(definition.cell(), zeros));
  }

  /**
   * Checks a caller's state.
   *
   * @param stacked each part [K·D, N, size]
   * @param rows N; -1 if unknown
   * @throws IllegalArgumentException if the state has another shape or kind
   */
  private void requireStates(CellState<TFloat32> stacked, long rows) {
    List<String> expected = definition.cell().stateNames();
    if (!List.copyOf(stacked.byName().keySet()).equals(expected)) {
      throw new IllegalArgumentException(
          "initial state: expected %s of %s, got %s; is it the state of another kind of cell?"
              .formatted(
                  String.join(" and ", expected),
                  definition.cell().name(),
                  String.join(" and ", stacked.byName().keySet())));
    }
    for (StatePart part : definition.cell().stateParts()) {
      ShapeCheck.require(
          "initial state " + part.name(),
          stacked.get(part.name()),
          "[%d, %s, %d] (layers times directions, rows as in the input, size), never batch-first"
              .formatted(definition.stateCount(), rows < 0 ? "N" : rows, part.size()),
          definition.stateCount(),
          rows,
          part.size());
    }
  }

  /**
   * Splits a caller's state; another N fails at run time.
   *
   * @param stacked each part [K·D, N, size]
   * @return each part [N, size]
   */
  private List<CellState<TFloat32>> states(CellState<TFloat32> stacked, SequenceLengths lengths) {
    List<CellState<TFloat32>> states = new ArrayList<>();
    for (int k = 0; k < definition.stateCount(); k++) {
      Operand<TInt32> count = tf.constant(new int[definition.stateCount()]); // of this size
      int state = k;
      states.add(
          stacked.mapNamed(
              (name, x) -> {
                Operand<TFloat32> counted = // else another number of states would go unnoticed
                    new SizeCheck(tf, "initial state " + name, "is the state batch-first?")
                        .equal(
                            new SizeCheck.Size("layers times directions", count, 0),
                            new SizeCheck.Size("states", x, 0))
                        .guard(x);
                return lengths.withRows("initial state " + name, Axes.at(tf, counted, state));
              }));
    }
    return states;
  }

  private ExecutionMode purpose() {
    return differentiation == Differentiation.NONE
        ? ExecutionMode.INFERENCE
        : ExecutionMode.TRAINING;
  }

  private RecurrentForward build(
      Operand<TFloat32> input,
      SequenceLengths lengths,
      List<CellState<TFloat32>> initial,
      Dropout dropout) {
    List<RecurrentForward.LayerRun> layerRuns = new ArrayList<>();
    Operand<TFloat32> layerInput = input;
    Optional<Operand<TFloat32>> mask = Optional.empty();
    Operand<TFloat32> output = null;
    for (int layer = 0; layer < definition.layers(); layer++) {
      if (layer > 0) {
        mask = maskBetween(output, dropout);
        layerInput = Dropout.masked(tf, output, mask);
      }
      List<Kernel> kernels = new ArrayList<>();
      List<KernelForward<TFloat32>> runs = new ArrayList<>();
      for (int direction = 0; direction < definition.directions().count(); direction++) {
        CellState<TFloat32> first = initial.get(stateIndex(layer, direction));
        KernelCall<TFloat32> call = call(layer, direction, layerInput, first, lengths, dropout);
        Kernel kernel = forced.orElseGet(() -> Kernels.choose(call));
        kernels.add(kernel);
        runs.add(kernel.forward(tf, call));
      }
      Operand<TFloat32> h = concatenated(runs.stream().map(KernelForward::output).toList());
      Optional<SkipConnections.Added> connection = connect(layer, output, h, lengths);
      layerRuns.add(new RecurrentForward.LayerRun(mask, kernels, runs, connection));
      output = withSize(connection.map(SkipConnections.Added::output).orElse(h));
    }
    return new RecurrentForward(
        tf,
        definition,
        lengths,
        layerRuns,
        true,
        Axes.swapIfBatchFirst(tf, definition, output),
        RecurrentForward.stacked(tf, definition.cell(), RecurrentForward.finalStates(layerRuns)));
  }

  /** Adds the skip connection from x to h, if there is one. */
  private Optional<SkipConnections.Added> connect(
      int layer, Operand<TFloat32> x, Operand<TFloat32> h, SequenceLengths lengths) {
    SkipConnection connection = StackedLayers.connection(definition, layer);
    if (connection.isIdentity()) {
      return Optional.empty();
    }
    SkipConnections.Added added =
        SkipConnections.add(
            connection,
            tf,
            definition.outputSize(),
            x,
            h,
            name -> weights.apply(StackedLayers.name(name, layer)));
    return Optional.of(
        connection.preservesZero()
            ? added
            : added.withOutput(lengths.masked(withSize(added.output()))));
  }

  /** Returns x [L, N, D·P] with its known size, which kernels require. */
  private Operand<TFloat32> withSize(Operand<TFloat32> x) {
    return Axes.withSize(tf, x, definition.outputSize());
  }

  private Operand<TFloat32> concatenated(List<Operand<TFloat32>> outputs) {
    return outputs.size() == 1 ? outputs.get(0) : tf.concat(outputs, tf.constant(2));
  }

  private KernelCall<TFloat32> call(
      int layer,
      int direction,
      Operand<TFloat32> input,
      CellState<TFloat32> first,
      SequenceLengths lengths,
      Dropout dropout) {
    Cell cell = StackedLayers.cell(definition, layer);
    return new KernelCall<>(
        cell,
        TFloat32.class,
        input,
        lengths,
        direction == 0 ? Packing.Order.FORWARD : Packing.Order.REVERSE,
        first,
        CellWeights.of(
            cell, kind -> weights.apply(StackedLayers.name(kind.torchName(), layer, direction))),
        dropout.mask(first.hidden(), definition.dropout().recurrent()), // [N, P]
        purpose());
  }

  private Optional<Operand<TFloat32>> maskBetween(Operand<TFloat32> below, Dropout dropout) {
    DropoutRates rates = definition.dropout();
    return dropout
        .mask(below, rates.betweenLayers())
        .or(() -> dropout.lockedMask(below, rates.locked()));
  }

  private int stateIndex(int layer, int direction) {
    return layer * definition.directions().count() + direction;
  }

  private void requireInput(Operand<TFloat32> input) {
    NullChecks.require("input", "an operand", input);
    int size = definition.inputSize();
    if (input.shape().isUnknown()
        || input.shape().numDimensions() != 3
        || input.shape().get(2) != size) {
      throw new IllegalArgumentException(
          "input: expected %s (%s, input size %d), got %s"
              .formatted(
                  definition.layout().describe(size), definition.layout(), size, input.shape()));
    }
  }
}
