package org.tributary.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.cell.Cell;
import org.tributary.cell.CellState;
import org.tributary.cell.CellWeights;
import org.tributary.kernel.Kernel;
import org.tributary.kernel.KernelCall;
import org.tributary.kernel.KernelInput;
import org.tributary.kernel.KernelRun;
import org.tributary.kernel.Kernels;
import org.tributary.kernel.Purpose;
import org.tributary.param.ShapeCheck;
import org.tributary.sequence.Layout;
import org.tributary.sequence.Packing;
import org.tributary.sequence.SequenceLengths;

/**
 * A recurrent layer on weights that stand in a graph: directions, depth and lengths over any
 * kernel. The letters are those of {@link Recurrent}; how to differentiate through it is said at
 * {@link RecurrentRun}.
 *
 * <pre>{@code
 * Recurrent definition = Recurrent.gru(3).hidden(5);
 * Variables variables = new Variables(tf, definition.parameters());
 * RecurrentLayer layer = new RecurrentLayer(tf, definition, variables::read);
 * RecurrentRun run = layer.run(x, new SequenceLengths(tf, lengths, steps), Dropout.off());
 * Operand<TFloat32> output = run.output();
 * }</pre>
 */
public final class RecurrentLayer {
  private final Ops tf;
  private final Recurrent definition;
  private final Function<String, Operand<TFloat32>> weights;
  private final Optional<Kernel> forced;
  private final Purpose purpose;

  /**
   * @param weights gives each of the definition's parameters by its name
   */
  public RecurrentLayer(Ops tf, Recurrent definition, Function<String, Operand<TFloat32>> weights) {
    this(tf, definition, weights, definition.kernel(), Purpose.TRAINING);
  }

  private RecurrentLayer(
      Ops tf,
      Recurrent definition,
      Function<String, Operand<TFloat32>> weights,
      Optional<Kernel> forced,
      Purpose purpose) {
    this.tf = tf;
    this.definition = definition;
    this.weights = weights;
    this.forced = forced;
    this.purpose = purpose;
  }

  /** The same layer, run by {@code kernel} instead of the definition's. */
  public RecurrentLayer with(Kernel kernel) {
    return new RecurrentLayer(tf, definition, weights, Optional.of(kernel), purpose);
  }

  /**
   * The same layer, of which nothing is kept for gradients: {@link RecurrentRun#backward} fails.
   * The default keeps what training needs.
   */
  public RecurrentLayer forInference() {
    return new RecurrentLayer(tf, definition, weights, forced, Purpose.INFERENCE);
  }

  /**
   * Places the forward pass over a batch without padding, from an initial state of zeros.
   *
   * <p>{@code Graph.addGradients} ends at the fast kernels with "No gradient defined for op:
   * BlockLSTMV2" (or {@code EnsureShape}). Differentiate by {@link RecurrentRun#backward}, or run
   * the layer {@link #with} {@code Kernels.reference()}.
   *
   * @param input [L, N, I], or [N, L, I] when batch-first
   * @param dropout {@link Dropout#off} for inference
   * @throws IllegalArgumentException if the input is of another shape
   */
  public RecurrentRun run(Operand<TFloat32> input, Dropout dropout) {
    requireInput(input);
    int stepsAt = definition.layout() == Layout.BATCH_FIRST ? 1 : 0;
    SequenceLengths full =
        SequenceLengths.full(
            tf, Transpose.size(tf, input, stepsAt), Transpose.size(tf, input, 1 - stepsAt));
    return run(input, full, dropout);
  }

  /**
   * Places the forward pass, from an initial state of zeros. Gradients come from {@link
   * RecurrentRun#backward}, not from {@code Graph.addGradients}.
   *
   * @param input [L, N, I], or [N, L, I] when batch-first; what stands in the padding never matters
   * @param lengths of the rows
   * @param dropout {@link Dropout#off} for inference
   * @throws IllegalArgumentException if the input is of another shape
   */
  public RecurrentRun run(Operand<TFloat32> input, SequenceLengths lengths, Dropout dropout) {
    RecurrentRun.Given given = new RecurrentRun.Given(Optional.of(input), Optional.empty());
    return place(given, inputs(input, lengths), lengths, zeros(lengths), dropout);
  }

  /**
   * Places the forward pass of a layer {@linkplain #forInference for inference} over inputs of
   * which the products are known, from an initial state of zeros.
   *
   * @param products {@link InputProjection} of all inputs that occur, [M, D·G·H]
   * @param rows the row of {@code products} that each step reads, [L, N, 1] in either layout; in
   *     the padding any row that there is
   * @param lengths of the rows
   * @throws IllegalArgumentException if the products are of another size, or the layer trains
   */
  public RecurrentRun runOn(
      Operand<TFloat32> products, Operand<TInt32> rows, SequenceLengths lengths) {
    ShapeCheck.requireLast("products", products.shape(), 2, InputProjection.size(definition));
    return place(
        new RecurrentRun.Given(Optional.empty(), Optional.empty()),
        InputProjection.inputs(tf, definition, products, lengths.checked(rows)),
        lengths,
        zeros(lengths),
        Dropout.off());
  }

  private List<CellState<TFloat32>> zeros(SequenceLengths lengths) {
    List<Operand<TFloat32>> zeros = new ArrayList<>();
    for (int size : definition.cell().stateSizes()) {
      zeros.add(
          tf.fill(tf.stack(List.of(lengths.rows(), tf.constant(size))), tf.constant(0f))); // [N, ·]
    }
    return Collections.nCopies(definition.stateCount(), CellState.of(zeros));
  }

  private List<KernelInput<TFloat32>> inputs(Operand<TFloat32> input, SequenceLengths lengths) {
    requireInput(input);
    return inEachDirection(
        lengths.readable(
            lengths.checked(Transpose.rowsAndSteps(tf, definition, input)))); // [L, N, I]
  }

  private List<KernelInput<TFloat32>> inEachDirection(Operand<TFloat32> below) {
    return Collections.nCopies(definition.directions().count(), new KernelInput.Values<>(below));
  }

  /**
   * Places the forward pass. Gradients come from {@link RecurrentRun#backward}, not from {@code
   * Graph.addGradients}.
   *
   * @param input [L, N, I], or [N, L, I] when batch-first; what stands in the padding never matters
   * @param lengths of the rows
   * @param initial the state before the first step, each part [K·D, N, size] in either layout, as
   *     PyTorch's {@code h_0} and {@code c_0}
   * @param dropout {@link Dropout#off} for inference
   * @throws IllegalArgumentException if the input or the state is of another shape or kind
   */
  public RecurrentRun run(
      Operand<TFloat32> input,
      SequenceLengths lengths,
      CellState<TFloat32> initial,
      Dropout dropout) {
    definition.cell().requireState(initial, 3);
    for (Operand<TFloat32> part : initial.parts()) {
      long count = part.shape().isUnknown() ? -1 : part.shape().get(0);
      if (count != -1 && count != definition.stateCount()) {
        throw new IllegalArgumentException(
            "initial state: expected %d states (layers times directions) in the first dimension, got shape %s; states are not batch-first, even where the layer is"
                .formatted(definition.stateCount(), part.shape()));
      }
    }
    List<CellState<TFloat32>> states = new ArrayList<>();
    for (int k = 0; k < definition.stateCount(); k++) {
      states.add(one(initial, k, lengths.rows()));
    }
    RecurrentRun.Given given = new RecurrentRun.Given(Optional.of(input), Optional.of(initial));
    return place(given, inputs(input, lengths), lengths, states, dropout);
  }

  /**
   * Places one direction of one layer by itself, without dropout.
   *
   * @param input [L, N, I] of that layer
   * @param initial each part [N, size]
   */
  KernelRun<TFloat32> alone(
      int layer,
      int direction,
      Operand<TFloat32> input,
      SequenceLengths lengths,
      CellState<TFloat32> initial) {
    KernelInput<TFloat32> read = new KernelInput.Values<>(lengths.readable(lengths.checked(input)));
    KernelCall<TFloat32> call = call(layer, direction, read, initial, lengths, Dropout.off());
    return forced.orElseGet(() -> Kernels.choose(call)).run(tf, call);
  }

  private RecurrentRun place(
      RecurrentRun.Given given,
      List<KernelInput<TFloat32>> input,
      SequenceLengths lengths,
      List<CellState<TFloat32>> initial,
      Dropout dropout) {
    List<RecurrentRun.Level> levels = new ArrayList<>();
    List<KernelInput<TFloat32>> reads = input;
    Optional<Operand<TFloat32>> mask = Optional.empty();
    Operand<TFloat32> output = null;
    for (int layer = 0; layer < definition.layers(); layer++) {
      if (layer > 0) {
        mask = maskBetween(output, dropout);
        reads = inEachDirection(masked(output, mask));
      }
      List<Kernel> kernels = new ArrayList<>();
      List<KernelRun<TFloat32>> runs = new ArrayList<>();
      for (int direction = 0; direction < definition.directions().count(); direction++) {
        CellState<TFloat32> first = initial.get(initialAt(layer, direction));
        KernelCall<TFloat32> call =
            call(layer, direction, reads.get(direction), first, lengths, dropout);
        Kernel kernel = forced.orElseGet(() -> Kernels.choose(call));
        kernels.add(kernel);
        runs.add(kernel.run(tf, call));
      }
      output = sideBySide(runs.stream().map(KernelRun::output).toList());
      levels.add(new RecurrentRun.Level(mask, kernels, runs));
    }
    return new RecurrentRun(tf, definition, given, lengths, levels, output);
  }

  private Operand<TFloat32> masked(Operand<TFloat32> x, Optional<Operand<TFloat32>> mask) {
    return mask.<Operand<TFloat32>>map(m -> tf.math.mul(x, m)).orElse(x);
  }

  private Operand<TFloat32> sideBySide(List<Operand<TFloat32>> outputs) {
    return outputs.size() == 1 ? outputs.get(0) : tf.concat(outputs, tf.constant(2));
  }

  private KernelCall<TFloat32> call(
      int layer,
      int direction,
      KernelInput<TFloat32> below,
      CellState<TFloat32> first,
      SequenceLengths lengths,
      Dropout dropout) {
    Cell cell = definition.cell(layer);
    CellWeights<TFloat32> given =
        CellWeights.of(
            cell, kind -> weights.apply(Recurrent.name(kind.torchName(), layer, direction)));
    KernelCall<TFloat32> call =
        new KernelCall<>(
            cell,
            TFloat32.class,
            below,
            lengths,
            direction == 0 ? Packing.Order.FORWARD : Packing.Order.REVERSE,
            first,
            given,
            Optional.empty(),
            purpose);
    return dropout
        .mask(first.hidden(), definition.dropout().recurrent()) // [N, P]
        .map(call::hiddenMask)
        .orElse(call);
  }

  private Optional<Operand<TFloat32>> maskBetween(Operand<TFloat32> below, Dropout dropout) {
    DropoutRates rates = definition.dropout();
    return dropout
        .mask(below, rates.betweenLayers())
        .or(() -> dropout.lockedMask(below, rates.locked()));
  }

  private int initialAt(int layer, int direction) {
    return layer * definition.directions().count() + direction;
  }

  /** State {@code k} of [K·D, N, size] as [N, size]; another N fails here, in words, when run. */
  private CellState<TFloat32> one(CellState<TFloat32> stacked, int k, Operand<TInt32> rows) {
    List<Operand<TFloat32>> parts = new ArrayList<>();
    for (int part = 0; part < stacked.parts().size(); part++) {
      Operand<TInt32> size = tf.constant(definition.cell().stateSizes().get(part));
      parts.add(
          tf.reshape(
              Transpose.at(tf, stacked.parts().get(part), k), tf.stack(List.of(rows, size))));
    }
    return CellState.of(parts);
  }

  private void requireInput(Operand<TFloat32> input) {
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
