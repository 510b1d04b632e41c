package org.tributary.internal.network;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.feature.InputColumn;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.Variables;
import org.tributary.graph.head.HeadLoss;
import org.tributary.graph.input.InputContext;
import org.tributary.graph.layer.CostModel;
import org.tributary.graph.layer.Dropout;
import org.tributary.graph.layer.PaddingChoice;
import org.tributary.kernel.Forward;
import org.tributary.kernel.Gradients;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.runtime.ExecutionMode;
import org.tributary.runtime.Feed;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;

/**
 * The TensorFlow graph of a tagger: inputs, encoder and heads, for inference and optionally for
 * training.
 *
 * <p>Letters in shapes:
 *
 * <ul>
 *   <li>T: number of time steps
 *   <li>N: number of rows (sequences)
 *   <li>M: number of tokens
 *   <li>K: number of labels of a column
 *   <li>D: number of directions
 *   <li>P: size of the encoder's h in each direction
 * </ul>
 */
public final class TaggerGraph {

  private final Ops tf;
  private final TaggerDefinition definition;
  private final BatchPlaceholders inputs;
  private final Variables variables;
  private final LabelHeads heads;
  private final InputLayer inputLayer;
  private final Forward<TFloat32, Operand<TFloat32>, ParameterGradients> inputRun;
  private final EncoderGraph encoder;

  private TaggerGraph(
      Ops tf,
      TaggerDefinition definition,
      TaggerSizes sizes,
      Variables variables,
      Function<String, Operand<TFloat32>> weights,
      OptionalInt softLabels) {
    this.tf = tf;
    this.definition = definition;
    this.inputs = BatchPlaceholders.create(tf, definition.columns().size(), softLabels);
    this.variables = variables;
    this.heads = new LabelHeads(tf, definition, sizes, inputs, weights);
    this.inputLayer =
        new InputLayer(
            new InputContext(tf, variables, weights, inputs.rows().lengths()),
            definition.inputs(),
            sizes.vocabularySizes());
    this.inputRun = inputLayer.run();
    this.encoder = new EncoderGraph(tf, definition, weights);
  }

  /** Returns a graph whose parameters are variables, for training. */
  public static TaggerGraph trainable(Ops tf, TaggerDefinition definition, TaggerSizes sizes) {
    return trainable(tf, definition, sizes, OptionalInt.empty());
  }

  /** Returns a graph for training whose main column's loss reads soft targets too. */
  public static TaggerGraph trainableOnSoftTargets(
      Ops tf, TaggerDefinition definition, TaggerSizes sizes) {
    return trainable(tf, definition, sizes, OptionalInt.of(sizes.labels()));
  }

  private static TaggerGraph trainable(
      Ops tf, TaggerDefinition definition, TaggerSizes sizes, OptionalInt softLabels) {
    Variables variables = new Variables(tf, definition.parameters(sizes));
    return new TaggerGraph(tf, definition, sizes, variables, variables::read, softLabels);
  }

  /**
   * Returns a frozen graph for inference. Weights are constants, which TensorFlow converts to its
   * kernels' layout once instead of at every prediction. Embedding tables remain variables, since
   * TensorFlow holds a constant twice.
   */
  public static TaggerGraph frozen(
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
  public PaddingStrategy paddingStrategy(long computed, long needed) {
    return PaddingChoice.of(definition.encoder(), ExecutionMode.TRAINING, computed, needed);
  }

  /**
   * Returns the cost of predicting {@code batch}, in the unit of {@link
   * org.tributary.runtime.GraphRunner}.
   */
  long cost(TaggerBatch batch) {
    long positions = (long) batch.shape.steps() * batch.shape.rows();
    return CostModel.of(definition.encoder(), ExecutionMode.INFERENCE, positions);
  }

  /**
   * Checks {@code sequence} against the inputs.
   *
   * @throws IllegalArgumentException if the sequence does not match the inputs
   */
  void require(FeatureSequence sequence) {
    inputLayer.require(sequence.columns());
  }

  /** Feeds {@code batch} for a pass built with padding strategy {@code padding}. */
  public void feed(Feed feed, TaggerBatch batch, PaddingStrategy padding) {
    inputs.feed(feed, batch, padding);
    List<List<InputColumn>> rows = batch.sequences.stream().map(FeatureSequence::columns).toList();
    inputLayer.feed(feed, rows, batch.shape, batch.unkReplacements);
  }

  public Variables variables() {
    return variables;
  }

  /** Adds an inference pass to the graph and returns the logits of each column, [M, S]. */
  List<Operand<TFloat32>> logits() {
    return heads.scores(tokens(encoder.infer(inputRun.output(), inputs.rows().lengths())));
  }

  /** A training loss with its gradients. */
  public record Loss(Operand<TFloat32> value, ParameterGradients gradients) {}

  /**
   * Adds the training loss and its backward pass to the graph.
   *
   * @param padding the padding strategy of the batches to be fed
   */
  public Loss loss(PaddingStrategy padding, Dropout dropout) {
    Forward<TFloat32, Operand<TFloat32>, Gradients<Operand<TFloat32>>> encoded =
        encoder.run(inputRun.output(), inputs.rows().lengths(padding), dropout);
    Operand<TFloat32> tokens = tokens(encoded.output());
    List<Operand<TFloat32>> scores = heads.scores(dropped(tokens, dropout));
    HeadLoss fromHeads = heads.loss(scores, encoded.output());
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
    return tf.gather(flat, inputs.positions(), tf.constant(0));
  }

  private Operand<TFloat32> dropped(Operand<TFloat32> x, Dropout dropout) {
    return dropout
        .mask(x, definition.dropout())
        .<Operand<TFloat32>>map(m -> tf.math.mul(x, m))
        .orElse(x);
  }
}
