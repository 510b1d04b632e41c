package org.tributary.tagger;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.head.Softmax;
import org.tributary.input.InputFeed;
import org.tributary.input.InputLayer;
import org.tributary.input.InputRun;
import org.tributary.input.InputSite;
import org.tributary.layer.Dropout;
import org.tributary.layer.Linear;
import org.tributary.layer.RecurrentLayer;
import org.tributary.layer.RecurrentRun;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.Variables;
import org.tributary.sequence.Lengths;
import org.tributary.train.Gradients;

/**
 * A tagger's graph: inputs, encoder and head, for prediction and, where asked, for training. T is
 * the number of steps, N of rows, M of tokens, K of labels.
 */
final class TaggerNetwork {
  private static final String HEAD_WEIGHT = TaggerDefinition.HEAD + ".weight";
  private static final String HEAD_BIAS = TaggerDefinition.HEAD + ".bias";

  private final Ops tf;
  private final TaggerDefinition definition;
  private final TaggerSizes sizes;
  private final TaggerInputs inputs;
  private final Variables variables;
  private final Function<String, Operand<TFloat32>> weights;
  private final Lengths lengths;
  private final InputLayer inputLayer;

  private TaggerNetwork(
      Ops tf,
      TaggerDefinition definition,
      TaggerSizes sizes,
      Variables variables,
      Function<String, Operand<TFloat32>> weights) {
    this.tf = tf;
    this.definition = definition;
    this.sizes = sizes;
    this.inputs = TaggerInputs.place(tf);
    this.variables = variables;
    this.weights = weights;
    this.lengths = Lengths.trusted(tf, inputs.lengths(), inputs.steps());
    this.inputLayer =
        new InputLayer(
            new InputSite(tf, variables, weights, lengths), definition.inputs(), sizes.entries());
  }

  /** A network whose parameters are variables that a session is given and training changes. */
  static TaggerNetwork trainable(Ops tf, TaggerDefinition definition, TaggerSizes sizes) {
    Variables variables = new Variables(tf, definition.parameters(sizes));
    return new TaggerNetwork(tf, definition, sizes, variables, variables::read);
  }

  /**
   * A network whose weights are constants, so that TensorFlow brings them into its kernels' layout
   * once and not at every prediction. Only the inputs' tables are variables, for a constant would
   * be held twice.
   */
  static TaggerNetwork fixed(
      Ops tf, TaggerDefinition definition, TaggerSizes sizes, ParameterValues values) {
    List<ParameterSpec> tables =
        definition.parameters(sizes).stream()
            .filter(p -> definition.inputs().tables().contains(p.name()))
            .toList();
    return new TaggerNetwork(
        tf,
        definition,
        sizes,
        new Variables(tf, tables),
        name -> tf.constant(values.shape(name), DataBuffers.of(values.values(name))));
  }

  /** Feeds {@code batch}. */
  void feed(InputFeed feed, TaggerBatch batch) {
    inputs.feed(feed, batch);
    inputLayer.feed(feed, batch.columns, batch.shape, batch.hiding);
  }

  Variables variables() {
    return variables;
  }

  /** Scores of the labels, [M, K], as a tagger in use computes them. */
  Operand<TFloat32> logits() {
    return forward(Dropout.off()).logits();
  }

  /** A loss to train with and its gradients. */
  record Loss(Operand<TFloat32> value, Gradients gradients) {}

  /** Places the forward pass of training and the way back. */
  Loss loss(Dropout dropout) {
    Forward forward = forward(dropout);
    Operand<TFloat32> loss =
        Softmax.loss(tf, forward.logits(), inputs.labels(), inputs.labelWeights(), sizes.labels());
    Graph graph = (Graph) tf.scope().env();
    Output<?>[] fromHead =
        graph.addGradients(
            loss.asOutput(),
            new Output<?>[] {
              forward.encoded().output().asOutput(),
              weights.apply(HEAD_WEIGHT).asOutput(),
              weights.apply(HEAD_BIAS).asOutput()
            });
    RecurrentRun.Gradients fromEncoder = forward.encoded().backward(floats(fromHead[0]));
    Gradients fromInputs =
        forward.read().backward(masked(fromEncoder.input(), forward.inputMask()));

    Map<String, Operand<TFloat32>> dense = new LinkedHashMap<>(fromInputs.dense());
    fromEncoder
        .parameters()
        .forEach((name, g) -> dense.put(TaggerDefinition.ENCODER + "." + name, g));
    dense.put(HEAD_WEIGHT, floats(fromHead[1]));
    dense.put(HEAD_BIAS, floats(fromHead[2]));
    return new Loss(loss, new Gradients(dense, fromInputs.rows()));
  }

  private record Forward(
      InputRun read,
      Optional<Operand<TFloat32>> inputMask,
      RecurrentRun encoded,
      Operand<TFloat32> logits) {}

  private Forward forward(Dropout dropout) {
    InputRun read = inputLayer.run();
    Optional<Operand<TFloat32>> inputMask = mask(dropout, read.output());
    RecurrentLayer encoder =
        new RecurrentLayer(
            tf,
            definition.recurrent(),
            name -> weights.apply(TaggerDefinition.ENCODER + "." + name));
    RecurrentRun encoded = encoder.run(masked(read.output(), inputMask), lengths, dropout);

    Linear linear = definition.linear(sizes);
    Operand<TFloat32> flat =
        tf.reshape(encoded.output(), tf.array(-1, linear.inputSize())); // [T·N, D·H]
    Operand<TFloat32> tokens = tf.gather(flat, inputs.positions(), tf.constant(0)); // [M, D·H]
    Operand<TFloat32> logits =
        linear.apply(
            tf,
            masked(tokens, mask(dropout, tokens)),
            weights.apply(HEAD_WEIGHT),
            weights.apply(HEAD_BIAS)); // [M, K]
    return new Forward(read, inputMask, encoded, logits);
  }

  private Optional<Operand<TFloat32>> mask(Dropout dropout, Operand<TFloat32> x) {
    return dropout.mask(x, definition.dropout());
  }

  private Operand<TFloat32> masked(Operand<TFloat32> x, Optional<Operand<TFloat32>> mask) {
    return mask.<Operand<TFloat32>>map(m -> tf.math.mul(x, m)).orElse(x);
  }

  @SuppressWarnings("unchecked") // a gradient has the type of what it is the gradient to
  private static Operand<TFloat32> floats(Output<?> gradient) {
    return (Operand<TFloat32>) gradient;
  }
}
