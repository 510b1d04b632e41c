package org.tributary.tagger;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.input.InputColumn;
import org.tributary.input.InputContext;
import org.tributary.input.InputFeed;
import org.tributary.input.InputLayer;
import org.tributary.input.InputRun;
import org.tributary.kernel.Purpose;
import org.tributary.layer.Dropout;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.Variables;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.sequence.SequenceLengths;
import org.tributary.train.Gradients;

/**
 * A tagger's graph: inputs, encoder and heads, for prediction and, where asked, for training. T is
 * the number of steps, N of rows, M of tokens, K of a column's labels.
 */
final class TaggerGraph {

  private final Ops tf;
  private final TaggerDefinition definition;
  private final TaggerInputs inputs;
  private final Variables variables;
  private final Function<String, Operand<TFloat32>> weights;
  private final LabelHeads heads;
  private final InputLayer inputLayer;
  private final InputRun read;
  private final Optional<InputProjectionCache> products;

  private TaggerGraph(
      Ops tf,
      TaggerDefinition definition,
      TaggerSizes sizes,
      Variables variables,
      Function<String, Operand<TFloat32>> weights,
      Purpose purpose) {
    this.tf = tf;
    this.definition = definition;
    this.inputs = TaggerInputs.place(tf, definition.columns().size());
    this.variables = variables;
    this.weights = weights;
    this.heads = new LabelHeads(tf, definition, sizes, inputs, weights);
    this.inputLayer =
        new InputLayer(
            new InputContext(tf, variables, weights, inputs.rows().lengths()),
            definition.inputs(),
            sizes.entries());
    this.read = inputLayer.run();
    this.products =
        purpose == Purpose.INFERENCE && definition.inputs().spelt()
            ? Optional.of(placeProducts())
            : Optional.empty();
  }

  private InputProjectionCache placeProducts() {
    RecurrentStack stack = definition.stack();
    Operand<TFloat32> flat = tf.reshape(read.output(), tf.array(-1, stack.inputSize())); // [T·N, I]
    return new InputProjectionCache(
        tf, inputs, inputLayer, stack.products(tf, weights, flat), stack.productSize());
  }

  /** A network whose parameters are variables that a session is given and training changes. */
  static TaggerGraph trainable(Ops tf, TaggerDefinition definition, TaggerSizes sizes) {
    Variables variables = new Variables(tf, definition.parameters(sizes));
    return new TaggerGraph(tf, definition, sizes, variables, variables::read, Purpose.TRAINING);
  }

  /**
   * A network whose weights are constants, so that TensorFlow brings them into its kernels' layout
   * once and not at every prediction. Only the inputs' tables are variables, for a constant would
   * be held twice.
   */
  static TaggerGraph fixed(
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
                name, n -> tf.constant(values.shape(n), DataBuffers.of(values.values(n)))),
        Purpose.INFERENCE);
  }

  /**
   * The way of running rows of different lengths that takes less time.
   *
   * @param computed the steps of all rows with padding
   * @param needed the same without padding
   */
  PaddingStrategy rowLengths(long computed, long needed) {
    return definition.stack().rowLengths(computed, needed);
  }

  /**
   * What predicting {@code batch} takes, as {@link org.tributary.runtime.GraphRunner} asks for it.
   */
  long work(TaggerBatch batch) {
    return definition.stack().work((long) batch.shape.steps() * batch.shape.rows());
  }

  /**
   * Checks that the inputs can read {@code sequence}. Where the network remembers what it made of
   * single steps, those of a sequence of steps are checked when something is first made of them.
   *
   * @throws IllegalArgumentException if they cannot
   */
  void require(FeatureSequence sequence) {
    if (products.isEmpty() || !sequence.isOfSteps()) {
      inputLayer.require(sequence.columns());
    }
  }

  /** Makes ready what can be made for several batches at once, before each is fed. */
  void readAhead(Session session, List<TaggerBatch> batches) {
    products.ifPresent(p -> p.readAhead(session, batches));
  }

  /** Feeds {@code batch} to what was placed for {@code way}. */
  void feed(InputFeed feed, TaggerBatch batch, PaddingStrategy way) {
    inputs.feed(feed, batch, way);
    if (products.isPresent()) {
      products.get().feed(feed, batch);
    } else {
      List<List<InputColumn>> rows =
          batch.sequences.stream().map(FeatureSequence::columns).toList();
      inputLayer.feed(feed, rows, batch.shape, batch.hiding);
    }
  }

  Variables variables() {
    return variables;
  }

  /**
   * What predictions need of {@code weights}, which {@code session} holds.
   *
   * @param weights at least the transitions of CRFs
   */
  LoadedWeights loaded(Session session, ParameterValues weights) {
    return new LoadedWeights(session, heads.chains(weights));
  }

  /** The same of the variables' present values in {@code session}. */
  LoadedWeights loaded(Session session) {
    return loaded(session, variables.values(session, heads.chainParameters()));
  }

  /** How each column's output is read, as a tagger in use computes it. */
  List<ColumnDecoder> readers() {
    return readers(inputs.rows().lengths());
  }

  /** The same for batches without padding, such as those of a single sequence. */
  List<ColumnDecoder> readersWithoutPadding() {
    return readers(SequenceLengths.full(tf, inputs.steps(), inputs.rows().lengths().rows()));
  }

  private List<ColumnDecoder> readers(SequenceLengths lengths) {
    Operand<TFloat32> encoded =
        products
            .map(p -> definition.stack().runOn(tf, weights, p.table(), p.rows(), lengths))
            .orElseGet(
                () ->
                    definition
                        .stack()
                        .run(tf, weights, read.output(), lengths, Dropout.off(), Purpose.INFERENCE)
                        .output());
    List<Operand<TFloat32>> logits = heads.logits(tokens(encoded));
    return IntStream.range(0, logits.size()).mapToObj(k -> heads.reader(k, logits.get(k))).toList();
  }

  /** A loss to train with and its gradients. */
  record Loss(Operand<TFloat32> value, Gradients gradients) {}

  /**
   * Places the forward pass of training and the way back.
   *
   * @param way how the batches' rows are run that it will learn from
   */
  Loss loss(PaddingStrategy way, Dropout dropout) {
    Forward forward = forward(inputs.rows().lengths(way), dropout);
    LabelHeads.Loss fromHeads = heads.loss(forward.logits(), forward.encoded().output());
    RecurrentStack.Gradients fromEncoder = forward.encoded().backward(fromHeads.encoded());
    Gradients fromInputs = read.backward(masked(fromEncoder.input(), forward.inputMask()));

    Map<String, Operand<TFloat32>> dense = new LinkedHashMap<>(fromInputs.dense());
    dense.putAll(fromEncoder.parameters());
    dense.putAll(fromHeads.parameters());
    return new Loss(fromHeads.value(), new Gradients(dense, fromInputs.rows()));
  }

  private record Forward(
      Optional<Operand<TFloat32>> inputMask,
      RecurrentStack.Run encoded,
      List<Operand<TFloat32>> logits) {}

  private Forward forward(SequenceLengths lengths, Dropout dropout) {
    Optional<Operand<TFloat32>> inputMask = mask(dropout, read.output());
    RecurrentStack.Run encoded =
        definition
            .stack()
            .run(tf, weights, masked(read.output(), inputMask), lengths, dropout, Purpose.TRAINING);
    Operand<TFloat32> tokens = tokens(encoded.output());
    List<Operand<TFloat32>> logits = heads.logits(masked(tokens, mask(dropout, tokens)));
    return new Forward(inputMask, encoded, logits);
  }

  /** What the encoder gives at each token, [M, D·H] of [T, N, D·H]. */
  private Operand<TFloat32> tokens(Operand<TFloat32> encoded) {
    Operand<TFloat32> flat =
        tf.reshape(encoded, tf.array(-1, definition.stack().outputSize())); // [T·N, D·H]
    return tf.gather(flat, inputs.positions(), tf.constant(0));
  }

  private Optional<Operand<TFloat32>> mask(Dropout dropout, Operand<TFloat32> x) {
    return dropout.mask(x, definition.dropout());
  }

  private Operand<TFloat32> masked(Operand<TFloat32> x, Optional<Operand<TFloat32>> mask) {
    return mask.<Operand<TFloat32>>map(m -> tf.math.mul(x, m)).orElse(x);
  }
}
