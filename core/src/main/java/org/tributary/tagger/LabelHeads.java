package org.tributary.tagger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.head.Crf;
import org.tributary.head.LinearChain;
import org.tributary.head.Softmax;
import org.tributary.head.Transitions;
import org.tributary.param.ParameterValues;

/**
 * The output heads of a tagger's graph, one per label column: a linear layer on the encoder's
 * output, followed by a softmax or a CRF. M is the number of tokens, K the number of labels of a
 * column.
 */
final class LabelHeads {
  private final Ops tf;
  private final TaggerDefinition definition;
  private final TaggerSizes sizes;
  private final TaggerInputs inputs;
  private final Function<String, Operand<TFloat32>> weights;

  LabelHeads(
      Ops tf,
      TaggerDefinition definition,
      TaggerSizes sizes,
      TaggerInputs inputs,
      Function<String, Operand<TFloat32>> weights) {
    this.tf = tf;
    this.definition = definition;
    this.sizes = sizes;
    this.inputs = inputs;
    this.weights = weights;
  }

  /** Returns the logits of each column, [M, K], for the encoder's output at tokens, [M, D·H]. */
  List<Operand<TFloat32>> logits(Operand<TFloat32> tokens) {
    List<Operand<TFloat32>> logits = new ArrayList<>();
    for (int k = 0; k < columns().size(); k++) {
      String name = columns().get(k).linearName();
      logits.add(
          definition
              .linear(sizes, k)
              .apply(tf, tokens, weights.apply(name + ".weight"), weights.apply(name + ".bias")));
    }
    return logits;
  }

  /** Returns the decoder of a column. */
  ColumnDecoder decoder(int column, Operand<TFloat32> logits) {
    LabelColumn labelColumn = columns().get(column);
    LabelSet labels = sizes.columns().get(column);
    return labelColumn.head() instanceof HeadDefinition.Crf
        ? ColumnDecoder.crf(logits, labels.size())
        : ColumnDecoder.softmax(tf, logits, labels.size());
  }

  /** Returns the names of the parameters that {@link #chains} needs. */
  List<String> chainParameters() {
    return columns().stream()
        .filter(column -> column.head() instanceof HeadDefinition.Crf)
        .flatMap(column -> Crf.NAMES.stream().map(name -> column.crfName() + "." + name))
        .toList();
  }

  /**
   * Returns the decoding chain of each column with {@code weights}; that of a CRF is restricted by
   * its tag scheme.
   */
  List<LinearChain> chains(ParameterValues weights) {
    return IntStream.range(0, columns().size()).mapToObj(k -> chain(k, weights)).toList();
  }

  private LinearChain chain(int index, ParameterValues weights) {
    LabelColumn column = columns().get(index);
    LabelSet labels = sizes.columns().get(index);
    if (!(column.head() instanceof HeadDefinition.Crf)) {
      return LinearChain.independent(labels.size());
    }
    List<float[]> learned =
        Crf.NAMES.stream().map(name -> weights.values(column.crfName() + "." + name)).toList();
    LinearChain chain = LinearChain.of(learned.get(0), learned.get(1), learned.get(2));
    return column.constraints(labels).map(chain::restrictedTo).orElse(chain);
  }

  /**
   * The summed loss of all columns and its gradients.
   *
   * @param value Σ weight · loss over the columns, a scalar
   * @param encoded the gradient with respect to the encoder's output
   * @param parameters the gradients with respect to the heads' parameters, by name
   */
  record Loss(
      Operand<TFloat32> value,
      Operand<TFloat32> encoded,
      Map<String, Operand<TFloat32>> parameters) {}

  /**
   * Adds the loss and its backward pass to the graph.
   *
   * @param logits the result of {@link #logits}
   * @param encoded the encoder's output, from which the logits were computed
   */
  Loss loss(List<Operand<TFloat32>> logits, Operand<TFloat32> encoded) {
    Map<String, Operand<TFloat32>> parameters = new LinkedHashMap<>();
    List<Operand<TFloat32>> values = new ArrayList<>();
    List<Operand<TFloat32>> logitGradients = new ArrayList<>();
    List<Operand<TFloat32>> sources = new ArrayList<>(List.of(encoded));
    List<String> names = new ArrayList<>();
    for (int k = 0; k < columns().size(); k++) {
      LabelColumn column = columns().get(k);
      ColumnLoss loss = loss(k, logits.get(k));
      values.add(weighted(column, loss.value()));
      logitGradients.add(weighted(column, loss.logits()));
      loss.parameters().forEach((name, g) -> parameters.put(name, weighted(column, g)));
      for (String name : List.of(column.linearName() + ".weight", column.linearName() + ".bias")) {
        names.add(name);
        sources.add(weights.apply(name));
      }
    }
    Output<?>[] gradients =
        graph().addGradients("heads", outputs(logits), outputs(sources), outputs(logitGradients));
    for (int k = 0; k < names.size(); k++) {
      parameters.put(names.get(k), floats(gradients[k + 1]));
    }
    Operand<TFloat32> sum = values.size() == 1 ? values.get(0) : tf.math.addN(values);
    return new Loss(sum, floats(gradients[0]), parameters);
  }

  private record ColumnLoss(
      Operand<TFloat32> value,
      Operand<TFloat32> logits,
      Map<String, Operand<TFloat32>> parameters) {}

  private ColumnLoss loss(int index, Operand<TFloat32> logits) {
    LabelColumn column = columns().get(index);
    LabelSet labels = sizes.columns().get(index);
    Operand<TInt32> gold = inputs.labels().get(index); // [M]
    if (column.head() instanceof HeadDefinition.Crf) {
      return crfLoss(column, labels.size(), logits, gold, column.trainingConstraints(labels));
    }
    Operand<TFloat32> value = Softmax.loss(tf, logits, gold, inputs.labelWeights(), labels.size());
    Output<?>[] gradients =
        graph().addGradients(value.asOutput(), new Output<?>[] {logits.asOutput()});
    return new ColumnLoss(value, floats(gradients[0]), Map.of());
  }

  private ColumnLoss crfLoss(
      LabelColumn column,
      int labels,
      Operand<TFloat32> logits,
      Operand<TInt32> gold,
      Optional<Transitions> constraints) {
    Operand<TInt32> steps = inputs.steps(); // []
    Operand<TInt32> rows =
        tf.gather(tf.shape(inputs.lengths()), tf.constant(0), tf.constant(0)); // []
    Operand<TInt32> cells = tf.math.mul(steps, rows); // []
    Operand<TInt32> positions = tf.expandDims(inputs.positions(), tf.constant(1)); // [M, 1]
    Operand<TFloat32> scattered =
        tf.scatterNd(positions, logits, tf.stack(List.of(cells, tf.constant(labels))));
    Operand<TInt32> scatteredGold =
        tf.scatterNd(positions, gold, tf.expandDims(cells, tf.constant(0))); // [T·N]
    Crf.Loss loss =
        new Crf(labels)
            .loss(
                tf,
                Crf.Weights.of(crfWeights(column)),
                new Crf.Rows(
                    tf.reshape(scattered, tf.stack(List.of(steps, rows, tf.constant(labels)))),
                    tf.reshape(scatteredGold, tf.stack(List.of(steps, rows))),
                    inputs.lengths(),
                    inputs.rowWeights()),
                constraints);
    Operand<TFloat32> flat = tf.reshape(loss.logits(), tf.array(-1, labels)); // [T·N, K]
    Map<String, Operand<TFloat32>> parameters = new LinkedHashMap<>();
    loss.weights().named().forEach((name, g) -> parameters.put(column.crfName() + "." + name, g));
    return new ColumnLoss(
        loss.value(), tf.gather(flat, inputs.positions(), tf.constant(0)), parameters);
  }

  private Function<String, Operand<TFloat32>> crfWeights(LabelColumn column) {
    return name -> weights.apply(column.crfName() + "." + name);
  }

  private Operand<TFloat32> weighted(LabelColumn column, Operand<TFloat32> x) {
    return column.lossWeight() == 1 ? x : tf.math.mul(x, tf.constant((float) column.lossWeight()));
  }

  private List<LabelColumn> columns() {
    return definition.columns();
  }

  private Graph graph() {
    return (Graph) tf.scope().env();
  }

  private static Output<?>[] outputs(List<Operand<TFloat32>> operands) {
    return operands.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
  }

  @SuppressWarnings("unchecked") // a gradient has the type of its source
  private static Operand<TFloat32> floats(Output<?> gradient) {
    return (Operand<TFloat32>) gradient;
  }
}
