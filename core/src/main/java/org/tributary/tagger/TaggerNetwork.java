package org.tributary.tagger;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.layer.Dropout;
import org.tributary.layer.Embedding;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.Variables;
import org.tributary.sequence.Lengths;
import org.tributary.train.Gradients;

/**
 * A tagger's graph: embeddings, encoder and heads, for prediction and, where asked, for training. T
 * is the number of steps, N of rows, M of tokens, K of a column's labels.
 */
final class TaggerNetwork {
  private static final String TABLE = TaggerDefinition.EMBEDDING + ".weight";

  private final Ops tf;
  private final TaggerDefinition definition;
  private final TaggerSizes sizes;
  private final TaggerInputs inputs;
  private final Variables variables;
  private final Function<String, Operand<TFloat32>> weights;
  private final LabelHeads heads;
  private final Lengths lengths;
  private final Embedding.Bags bags;

  private TaggerNetwork(
      Ops tf,
      TaggerDefinition definition,
      TaggerSizes sizes,
      Variables variables,
      Function<String, Operand<TFloat32>> weights) {
    this.tf = tf;
    this.definition = definition;
    this.sizes = sizes;
    this.inputs = TaggerInputs.place(tf, definition.columns().size());
    this.variables = variables;
    this.weights = weights;
    this.heads = new LabelHeads(tf, definition, sizes, inputs, weights);
    this.lengths = Lengths.trusted(tf, inputs.lengths(), inputs.steps());
    this.bags =
        new Embedding.Bags(inputs.features(), inputs.featureWeights(), inputs.featurePositions());
  }

  /** A network whose parameters are variables that a session is given and training changes. */
  static TaggerNetwork trainable(Ops tf, TaggerDefinition definition, TaggerSizes sizes) {
    Variables variables = new Variables(tf, definition.parameters(sizes));
    return new TaggerNetwork(tf, definition, sizes, variables, variables::read);
  }

  /**
   * A network whose weights are constants, so that TensorFlow brings them into its kernels' layout
   * once and not at every prediction. Only the embedding table is a variable, for a constant would
   * be held twice.
   */
  static TaggerNetwork fixed(
      Ops tf, TaggerDefinition definition, TaggerSizes sizes, ParameterValues values) {
    List<ParameterSpec> table =
        definition.parameters(sizes).stream().filter(p -> p.name().equals(TABLE)).toList();
    return new TaggerNetwork(
        tf,
        definition,
        sizes,
        new Variables(tf, table),
        name -> tf.constant(values.shape(name), DataBuffers.of(values.values(name))));
  }

  TaggerInputs inputs() {
    return inputs;
  }

  Variables variables() {
    return variables;
  }

  /** How each column's output is read, as a tagger in use computes it. */
  List<ColumnReader> readers() {
    List<Operand<TFloat32>> logits = forward(Dropout.off()).logits();
    return IntStream.range(0, logits.size()).mapToObj(k -> heads.reader(k, logits.get(k))).toList();
  }

  /** A loss to train with and its gradients. */
  record Loss(Operand<TFloat32> value, Gradients gradients) {}

  /** Places the forward pass of training and the way back. */
  Loss loss(Dropout dropout) {
    Forward forward = forward(dropout);
    LabelHeads.Loss fromHeads = heads.loss(forward.logits(), forward.encoded().output());
    RecurrentStack.Gradients fromEncoder = forward.encoded().backward(fromHeads.encoded());
    Operand<TFloat32> toEmbedded = masked(fromEncoder.input(), forward.inputMask());

    Map<String, Operand<TFloat32>> dense = new LinkedHashMap<>(fromEncoder.parameters());
    dense.putAll(fromHeads.parameters());
    Operand<TFloat32> rows = definition.embedding(sizes).rowGradients(tf, bags, toEmbedded);
    return new Loss(
        fromHeads.value(),
        new Gradients(dense, Map.of(TABLE, new Gradients.Rows(bags.rows(), rows))));
  }

  private record Forward(
      Optional<Operand<TFloat32>> inputMask,
      RecurrentStack.Run encoded,
      List<Operand<TFloat32>> logits) {}

  private Forward forward(Dropout dropout) {
    Operand<TFloat32> embedded =
        definition
            .embedding(sizes)
            .sum(tf, variables, TABLE, bags, lengths.steps(), lengths.rows()); // [T, N, E]
    Optional<Operand<TFloat32>> inputMask = mask(dropout, embedded);
    RecurrentStack.Run encoded =
        definition.stack().run(tf, weights, masked(embedded, inputMask), lengths, dropout);

    Operand<TFloat32> flat =
        tf.reshape(encoded.output(), tf.array(-1, definition.stack().outputSize())); // [T·N, D·H]
    Operand<TFloat32> tokens = tf.gather(flat, inputs.positions(), tf.constant(0)); // [M, D·H]
    List<Operand<TFloat32>> logits = heads.logits(masked(tokens, mask(dropout, tokens)));
    return new Forward(inputMask, encoded, logits);
  }

  private Optional<Operand<TFloat32>> mask(Dropout dropout, Operand<TFloat32> x) {
    return dropout.mask(x, definition.dropout());
  }

  private Operand<TFloat32> masked(Operand<TFloat32> x, Optional<Operand<TFloat32>> mask) {
    return mask.<Operand<TFloat32>>map(m -> tf.math.mul(x, m)).orElse(x);
  }
}
