package org.tributary.internal.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.graph.CostModel;
import org.tributary.graph.Dropout;
import org.tributary.graph.FedSequenceLengths;
import org.tributary.graph.Forward;
import org.tributary.graph.Gradients;
import org.tributary.graph.LinearLayer;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.PaddingChoice;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.RecurrentForward;
import org.tributary.graph.RecurrentLayer;
import org.tributary.graph.SequenceLengths;
import org.tributary.graph.Variables;
import org.tributary.graph.tagger.FedInput;
import org.tributary.graph.tagger.HeadBatch;
import org.tributary.graph.tagger.HeadLoss;
import org.tributary.graph.tagger.HeadLosses;
import org.tributary.graph.tagger.InputContext;
import org.tributary.graph.tagger.InputGraphs;
import org.tributary.graph.tagger.SoftTargets;
import org.tributary.head.Head;
import org.tributary.internal.ResultCheck;
import org.tributary.internal.graph.Axes;
import org.tributary.internal.graph.GraphGradients;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.runtime.ExecutionMode;
import org.tributary.runtime.Feed;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.TrainingOptions;

/**
 * The TensorFlow graph of a tagger: inputs, encoder and heads, for inference and optionally for
 * training.
 *
 * <p>Letters in shapes:
 *
 * <ul>
 *   <li>T: number of time steps
 *   <li>N: number of sequences
 *   <li>M: number of tokens
 *   <li>K: number of labels of a column
 *   <li>D: number of directions
 *   <li>I: input size of the encoder
 *   <li>P: size of the encoder's h in each direction
 *   <li>S: number of logits of a step, see {@link Head#logitCount}
 * </ul>
 */
final class TaggerGraph {

  private final Ops tf;
  private final TaggerDefinition definition;
  private final TaggerSizes sizes;
  private final Variables variables;
  private final Function<String, Operand<TFloat32>> weights;
  private final Placeholder<TInt32> steps; // T
  private final FedSequenceLengths fedLengths; // [N]
  private final Placeholder<TInt32> positions; // t·N + n of each token, [M]
  private final List<Placeholder<TInt32>> labels; // the gold labels of each column, [M]
  private final Placeholder<TFloat32> labelWeights; // the loss weight of each token, [M]
  private final Placeholder<TFloat32> rowWeights; // [N]
  private final Optional<SoftTargets> softTargets; // of the main column
  private final List<FedInput<InputColumn>> inputs = new ArrayList<>();
  private final Forward<ParameterGradients> inputRun;

  /**
   * Adds the placeholders and the inputs' forward pass to the graph.
   *
   * @param variables those of the inputs' tables, and of other parameters
   * @param weights the parameters by name
   * @param softLabels the number of labels of the soft targets; empty without soft targets
   */
  TaggerGraph(
      Ops tf,
      TaggerDefinition definition,
      TaggerSizes sizes,
      Variables variables,
      Function<String, Operand<TFloat32>> weights,
      OptionalInt softLabels) {
    this.tf = tf;
    this.definition = definition;
    this.sizes = sizes;
    this.variables = variables;
    this.weights = weights;
    Shape vector = Shape.of(-1);
    this.steps = placeholder(TInt32.class, Shape.scalar());
    this.fedLengths = FedSequenceLengths.unchecked(tf, steps);
    this.positions = placeholder(TInt32.class, vector);
    this.labels =
        definition.columns().stream().map(column -> placeholder(TInt32.class, vector)).toList();
    this.labelWeights = placeholder(TFloat32.class, vector);
    this.rowWeights = placeholder(TFloat32.class, vector);
    this.softTargets =
        softLabels.isPresent()
            ? Optional.of(
                new SoftTargets(
                    placeholder(TFloat32.class, Shape.of(-1, softLabels.getAsInt())),
                    placeholder(TFloat32.class, vector),
                    placeholder(TFloat32.class, vector)))
            : Optional.empty();
    InputContext context = new InputContext(tf, variables, weights, fedLengths.lengths());
    for (Input<?> input : definition.inputs().all()) {
      inputs.add(fed(input, context, sizes.vocabularySizes().get(inputs.size())));
    }
    this.inputRun = inputRun();
  }

  /** Adds an input to the graph. Its columns have been checked to be of the input's type. */
  @SuppressWarnings("unchecked")
  private static FedInput<InputColumn> fed(Input<?> input, InputContext context, int entries) {
    return (FedInput<InputColumn>)
        new ResultCheck("input %s: %s.build".formatted(input.name(), input.getClass().getName()))
            .present("the input's part of the graph", InputGraphs.build(input, context, entries));
  }

  /**
   * Adds the forward pass of the inputs to the graph; its output is the concatenation of theirs, in
   * order, [T, N, I].
   */
  private Forward<ParameterGradients> inputRun() {
    List<Input<?>> all = definition.inputs().all();
    List<Forward<ParameterGradients>> forwards = new ArrayList<>();
    for (int k = 0; k < all.size(); k++) {
      forwards.add(GradientChecks.requireForward(all.get(k), inputs.get(k).forward()));
    }
    List<Operand<TFloat32>> outputs =
        forwards.stream().<Operand<TFloat32>>map(Forward::output).toList();
    return new Forward<>(
        outputs.size() == 1 ? outputs.get(0) : tf.concat(outputs, tf.constant(2)),
        gradient -> {
          Map<String, Operand<TFloat32>> dense = new LinkedHashMap<>();
          Map<String, ParameterGradients.Rows> tableRows = new LinkedHashMap<>();
          int from = 0;
          for (int k = 0; k < all.size(); k++) {
            int size = all.get(k).outputSize();
            Operand<TFloat32> ofInput =
                all.size() == 1
                    ? gradient
                    : tf.slice(gradient, tf.array(0, 0, from), tf.array(-1, -1, size));
            ParameterGradients part =
                GradientChecks.requireGradients(
                    all.get(k), sizes.vocabularySizes().get(k), forwards.get(k).backward(ofInput));
            dense.putAll(part.dense());
            tableRows.putAll(part.rows());
            from += size;
          }
          return new ParameterGradients(dense, tableRows);
        });
  }

  private <T extends TType> Placeholder<T> placeholder(Class<T> type, Shape shape) {
    return tf.placeholder(type, Placeholder.shape(shape));
  }

  /**
   * Returns a graph whose parameters are variables, for training.
   *
   * @param softLabels the number of labels of the main column, if its loss reads soft targets too
   */
  static TaggerGraph trainable(
      Ops tf, TaggerDefinition definition, TaggerSizes sizes, OptionalInt softLabels) {
    Variables variables = new Variables(tf, definition.parameters(sizes));
    return new TaggerGraph(tf, definition, sizes, variables, variables::read, softLabels);
  }

  /**
   * Returns a frozen graph for inference. Weights are constants, which TensorFlow converts to its
   * kernels' layout once instead of at every prediction. Embedding tables remain variables, since
   * TensorFlow holds a constant twice.
   */
  static TaggerGraph frozen(
      Ops tf, TaggerDefinition definition, TaggerSizes sizes, ParameterValues values) {
    List<ParameterSpec> tables =
        definition.parameters(sizes).stream()
            .filter(p -> definition.inputs().tables().contains(p.name()))
            .toList();
    Map<String, Operand<TFloat32>> constants = new HashMap<>();
    return new TaggerGraph(
        tf,
        definition,
        sizes,
        new Variables(tf, tables),
        name ->
            constants.computeIfAbsent(
                name,
                n ->
                    tf.constant(
                        NativeTensors.shape(values.shape(n)), DataBuffers.of(values.values(n)))),
        OptionalInt.empty());
  }

  /**
   * Returns the faster padding strategy for training.
   *
   * @param computed the number of steps of all batches with padding
   * @param needed the number of steps of all batches without padding
   */
  PaddingStrategy paddingStrategy(long computed, long needed) {
    return PaddingChoice.of(definition.encoder(), ExecutionMode.TRAINING, computed, needed);
  }

  /**
   * Returns the cost of predicting {@code batch}, in the unit of {@link
   * org.tributary.runtime.Feed}.
   */
  long cost(TaggerBatch batch) {
    long positions = (long) batch.shape.steps() * batch.shape.rows();
    return CostModel.of(definition.encoder(), ExecutionMode.INFERENCE, positions);
  }

  /**
   * Checks {@code sequence} against the inputs.
   *
   * @throws IllegalArgumentException if there is not one column for each input, of its kind and
   *     range
   */
  void require(FeatureSequence sequence) {
    definition.inputs().require(sequence.columns(), sizes.vocabularySizes());
  }

  /** Feeds {@code batch} for a pass built with padding strategy {@code padding}. */
  void feed(Feed feed, TaggerBatch batch, PaddingStrategy padding) {
    fedLengths.feed(padding, batch.lengths, batch.shape.steps(), feed::ints);
    feed.number(steps, batch.shape.steps());
    feed.ints(positions, batch.positions);
    batch.targets().ifPresent(targets -> feedTargets(feed, targets));
    for (int k = 0; k < inputs.size(); k++) {
      int index = k;
      List<InputColumn> columns =
          batch.sequences.stream().map(sequence -> sequence.columns().get(index)).toList();
      inputs.get(k).feed(feed, columns, batch.shape, batch.unkReplacements.get(k));
    }
  }

  private void feedTargets(Feed feed, TaggerBatch.Targets targets) {
    for (int k = 0; k < labels.size(); k++) {
      feed.ints(labels.get(k), targets.labels[k]);
    }
    feed.floats(labelWeights, targets.labelWeights);
    feed.floats(rowWeights, targets.rowWeights);
    softTargets.ifPresent(
        soft -> {
          int count = Math.toIntExact(soft.probabilities().shape().get(1));
          Shape shape = Shape.of(targets.labelWeights.length, count);
          feed.floats(soft.probabilities(), shape, targets.softTargets(count));
          feed.floats(soft.weights(), targets.softWeights());
          feed.floats(soft.sequenceWeights(), targets.softRowWeights());
        });
  }

  /** Returns the variables: all parameters, or of a frozen graph the tables. */
  Variables variables() {
    return variables;
  }

  /** Adds an inference pass to the graph and returns the logits of each column, [M, S]. */
  List<Operand<TFloat32>> logits() {
    Operand<TFloat32> encoded = // [T, N, D·P]
        new RecurrentLayer(tf, definition.encoder(), this::encoderWeight)
            .forInference()
            .forward(encoderInput(inputRun.output()), fedLengths.lengths(), Dropout.off())
            .output();
    return scores(tokens(encoded));
  }

  /** A training loss with its gradients. */
  record Loss(Operand<TFloat32> value, ParameterGradients gradients) {}

  /**
   * Adds the training loss and its backward pass to the graph.
   *
   * @param options the training options, which determine the loss
   * @param padding the padding strategy of the batches to be fed
   */
  Loss loss(TrainingOptions options, PaddingStrategy padding, Dropout dropout) {
    Forward<Gradients<Operand<TFloat32>>> encoded =
        encoded(inputRun.output(), fedLengths.lengths(padding), dropout);
    Operand<TFloat32> tokens = tokens(encoded.output());
    List<Operand<TFloat32>> scores =
        scores(Dropout.masked(tf, tokens, dropout.mask(tokens, definition.dropout())));
    HeadLoss fromHeads = headLoss(options, scores, encoded.output());
    Gradients<Operand<TFloat32>> fromEncoder = encoded.backward(fromHeads.gradients().input());
    ParameterGradients fromInputs = inputRun.backward(fromEncoder.input());

    Map<String, Operand<TFloat32>> dense = new LinkedHashMap<>(fromInputs.dense());
    dense.putAll(fromEncoder.parameters());
    dense.putAll(fromHeads.gradients().parameters());
    return new Loss(fromHeads.value(), new ParameterGradients(dense, fromInputs.rows()));
  }

  /** Returns the encoder's output at each token, [M, D·P] from [T, N, D·P]. */
  private Operand<TFloat32> tokens(Operand<TFloat32> encoded) {
    Operand<TFloat32> flat =
        tf.reshape(encoded, tf.array(-1, definition.encoder().outputSize())); // [T·N, D·P]
    return tf.gather(flat, positions, tf.constant(0));
  }

  private String encoderName(String name) {
    return definition.encoderName() + "." + name;
  }

  private Operand<TFloat32> encoderWeight(String name) {
    return weights.apply(encoderName(name));
  }

  /**
   * Adds the encoder's forward pass for training over {@code input} [T, N, I]. Its output is [T, N,
   * D·P]; its gradients with respect to the parameters have the tagger's names. The order of the
   * masks decides their random numbers.
   */
  private Forward<Gradients<Operand<TFloat32>>> encoded(
      Operand<TFloat32> input, SequenceLengths lengths, Dropout dropout) {
    Optional<Operand<TFloat32>> mask = dropout.mask(input, definition.dropout());
    Operand<TFloat32> dropped = Dropout.masked(tf, input, mask);
    Optional<Operand<TFloat32>> lockedMask = lockedMask(dropout, dropped);
    RecurrentForward layers =
        new RecurrentLayer(tf, definition.encoderWithDropout(), this::encoderWeight)
            .forBackward()
            .forward(encoderInput(Dropout.masked(tf, dropped, lockedMask)), lengths, dropout);
    Optional<Operand<TFloat32>> lockedOutputMask = lockedMask(dropout, layers.output());
    return new Forward<>(
        Dropout.masked(tf, layers.output(), lockedOutputMask),
        gradient -> {
          Gradients<Operand<TFloat32>> gradients =
              layers.backward(Dropout.masked(tf, gradient, lockedOutputMask));
          return new Gradients<>(
                  Dropout.masked(tf, Dropout.masked(tf, gradients.input(), lockedMask), mask),
                  gradients.initial(),
                  inNormOrder(gradients.parameters()))
              .renamed(this::encoderName);
        });
  }

  private Operand<TFloat32> encoderInput(Operand<TFloat32> x) { // [T, N, I]
    return Axes.withSize(tf, x, definition.encoder().inputSize());
  }

  private Optional<Operand<TFloat32>> lockedMask(Dropout dropout, Operand<TFloat32> x) {
    return dropout.lockedMask(x, definition.lockedDropout());
  }

  /**
   * Returns gradients in the order in which the global norm sums them, which decides its rounding:
   * with skip connections from the top layer to the lowest.
   */
  private Map<String, Operand<TFloat32>> inNormOrder(Map<String, Operand<TFloat32>> gradients) {
    Recurrent encoder = definition.encoder();
    if (encoder.skipConnection().isIdentity()) {
      return gradients;
    }
    Map<String, Operand<TFloat32>> ordered = new LinkedHashMap<>();
    for (int layers = encoder.layers(); layers > 0; layers--) {
      int below = layers == 1 ? 0 : encoder.layers(layers - 1).parameters().size();
      encoder.layers(layers).parameters().stream()
          .skip(below)
          .forEach(p -> ordered.put(p.name(), gradients.get(p.name())));
    }
    return ordered;
  }

  /** Returns the scores of each column, [M, S], for the encoder's output at tokens, [M, D·P]. */
  private List<Operand<TFloat32>> scores(Operand<TFloat32> tokens) {
    List<Operand<TFloat32>> scores = new ArrayList<>();
    for (int k = 0; k < definition.columns().size(); k++) {
      String name = definition.columns().get(k).linearName();
      scores.add(
          new LinearLayer(
                  definition
                      .columns()
                      .get(k)
                      .linear(definition.encoder().outputSize(), sizes.columns().get(k)))
              .forward(tf, tokens, weights.apply(name + ".weight"), weights.apply(name + ".bias")));
    }
    return scores;
  }

  /**
   * Adds the loss of the heads and its backward pass to the graph.
   *
   * @param options the training options
   * @param scores the result of {@link #scores}
   * @param encoded the encoder's output, from which the scores were computed
   * @return Σ weight · loss over the columns, with the gradients with respect to {@code encoded}
   *     and the heads' parameters
   */
  private HeadLoss headLoss(
      TrainingOptions options, List<Operand<TFloat32>> scores, Operand<TFloat32> encoded) {
    Map<String, Operand<TFloat32>> parameters = new LinkedHashMap<>();
    List<Operand<TFloat32>> values = new ArrayList<>();
    List<Operand<TFloat32>> scoreGradients = new ArrayList<>();
    List<Operand<TFloat32>> sources = new ArrayList<>(List.of(encoded));
    List<String> names = new ArrayList<>();
    for (int k = 0; k < definition.columns().size(); k++) {
      LabelColumn column = definition.columns().get(k);
      HeadLoss loss = headLoss(options, k, scores.get(k));
      values.add(weighted(column, loss.value()));
      scoreGradients.add(weighted(column, loss.gradients().input()));
      loss.gradients()
          .parameters()
          .forEach(
              (name, g) -> parameters.put(column.headName() + "." + name, weighted(column, g)));
      for (String name : List.of(column.linearName() + ".weight", column.linearName() + ".bias")) {
        names.add(name);
        sources.add(weights.apply(name));
      }
    }
    List<Operand<TFloat32>> gradients = GraphGradients.ofAll(tf, scores, scoreGradients, sources);
    for (int k = 0; k < names.size(); k++) {
      parameters.put(names.get(k), gradients.get(k + 1));
    }
    Operand<TFloat32> sum = values.size() == 1 ? values.get(0) : tf.math.addN(values);
    return new HeadLoss(sum, new Gradients<>(gradients.get(0), parameters));
  }

  private HeadLoss headLoss(TrainingOptions options, int index, Operand<TFloat32> scores) {
    LabelColumn column = definition.columns().get(index);
    HeadBatch batch =
        new HeadBatch(
            scores,
            labels.get(index),
            labelWeights,
            positions,
            steps,
            fedLengths.values(),
            rowWeights,
            softTargets(index, options.labelSmoothing()));
    HeadLoss loss =
        HeadLosses.of(
            column.head(),
            tf,
            sizes.columns().get(index),
            batch,
            name -> weights.apply(column.headName() + "." + name));
    return GradientChecks.requireLoss(
        column.head(), column.name(), sizes.columns().get(index), loss);
  }

  /**
   * Returns the soft targets of a column: those of teachers, if there are any, and those that
   * smooth its labels. With the share e of label smoothing, and L the weight of the teachers'
   * distribution q of a token, the loss of a labelled token is (1 - L) · [(1 - e) · nll + e ·
   * CE(u)] + L · CE(q), where u is the uniform distribution over the labels. That is the loss with
   * the single distribution [(1 - L) · e · u + L · q] / W of the weight W = L + (1 - L) · e.
   *
   * @throws IllegalArgumentException if labels are to be smoothed, and the head is no softmax
   */
  private Optional<SoftTargets> softTargets(int index, double smoothing) {
    Optional<SoftTargets> taught = index == 0 ? softTargets : Optional.empty();
    if (smoothing == 0) {
      return taught;
    }
    LabelColumn column = definition.columns().get(index);
    if (!column.head().equals(Head.softmax())) {
      throw new IllegalArgumentException(
          "labelSmoothing: expected 0 for the head %s of the column %s, got %s; only a softmax has a target of each word: choose a softmax, or leave label smoothing out"
              .formatted(column.head().name(), column.name(), smoothing));
    }
    int count = sizes.columns().get(index).size();
    Operand<TInt32> gold = labels.get(index); // [M]
    Operand<TFloat32> uniform = // [M, K]
        tf.fill(tf.stack(List.of(tf.size(gold), tf.constant(count))), tf.constant(1f / count));
    Operand<TFloat32> share = // e at labelled tokens, [M]
        tf.math.mul(
            tf.dtypes.cast(tf.math.greaterEqual(gold, tf.constant(0)), TFloat32.class),
            tf.constant((float) smoothing));
    if (taught.isEmpty()) {
      return Optional.of(new SoftTargets(uniform, share, tf.zerosLike(rowWeights)));
    }
    Operand<TFloat32> teachers = taught.get().weights(); // L, [M]
    Operand<TFloat32> smoothed =
        tf.math.mul(tf.math.sub(tf.constant(1f), teachers), share); // (1 - L) · e, [M]
    Operand<TFloat32> weight = tf.math.add(teachers, smoothed); // W, [M]
    Operand<TInt32> last = tf.constant(1);
    Operand<TFloat32> mixed =
        tf.math.add(
            tf.math.mul(uniform, tf.expandDims(smoothed, last)),
            tf.math.mul(taught.get().probabilities(), tf.expandDims(teachers, last)));
    return Optional.of(
        new SoftTargets(
            tf.math.divNoNan(mixed, tf.expandDims(weight, last)),
            weight,
            taught.get().sequenceWeights()));
  }

  private Operand<TFloat32> weighted(LabelColumn column, Operand<TFloat32> x) {
    return column.lossWeight() == 1 ? x : tf.math.mul(x, tf.constant((float) column.lossWeight()));
  }
}
