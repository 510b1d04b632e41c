package org.tributary.internal.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.head.HeadBatch;
import org.tributary.graph.head.HeadLoss;
import org.tributary.graph.head.HeadLosses;
import org.tributary.graph.layer.LinearLayer;
import org.tributary.head.LabelSet;
import org.tributary.internal.operand.Graphs;
import org.tributary.kernel.Gradients;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;

/**
 * The output layers of a tagger's graph, one per label column: a linear layer on the encoder's
 * output, followed by the column's {@link org.tributary.head.Head}. M is the number of tokens, S
 * the number of scores of a column.
 */
final class LabelHeads {
  private final Ops tf;
  private final TaggerDefinition definition;
  private final TaggerSizes sizes;
  private final BatchPlaceholders inputs;
  private final Function<String, Operand<TFloat32>> weights;

  LabelHeads(
      Ops tf,
      TaggerDefinition definition,
      TaggerSizes sizes,
      BatchPlaceholders inputs,
      Function<String, Operand<TFloat32>> weights) {
    this.tf = tf;
    this.definition = definition;
    this.sizes = sizes;
    this.inputs = inputs;
    this.weights = weights;
  }

  /** Returns the scores of each column, [M, S], for the encoder's output at tokens, [M, D·P]. */
  List<Operand<TFloat32>> scores(Operand<TFloat32> tokens) {
    List<Operand<TFloat32>> scores = new ArrayList<>();
    for (int k = 0; k < columns().size(); k++) {
      String name = columns().get(k).linearName();
      scores.add(
          new LinearLayer(columns().get(k).linear(definition.encoder().outputSize(), labels(k)))
              .forward(tf, tokens, weights.apply(name + ".weight"), weights.apply(name + ".bias")));
    }
    return scores;
  }

  /**
   * Adds the loss and its backward pass to the graph.
   *
   * @param scores the result of {@link #scores}
   * @param encoded the encoder's output, from which the scores were computed
   * @return Σ weight · loss over the columns, with the gradients with respect to {@code encoded}
   *     and the heads' parameters
   */
  HeadLoss loss(List<Operand<TFloat32>> scores, Operand<TFloat32> encoded) {
    Map<String, Operand<TFloat32>> parameters = new LinkedHashMap<>();
    List<Operand<TFloat32>> values = new ArrayList<>();
    List<Operand<TFloat32>> scoreGradients = new ArrayList<>();
    List<Operand<TFloat32>> sources = new ArrayList<>(List.of(encoded));
    List<String> names = new ArrayList<>();
    for (int k = 0; k < columns().size(); k++) {
      LabelColumn column = columns().get(k);
      HeadLoss loss = loss(k, scores.get(k));
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
    Output<?>[] gradients =
        Graphs.of(tf)
            .addGradients("heads", outputs(scores), outputs(sources), outputs(scoreGradients));
    for (int k = 0; k < names.size(); k++) {
      parameters.put(names.get(k), floats(gradients[k + 1]));
    }
    Operand<TFloat32> sum = values.size() == 1 ? values.get(0) : tf.math.addN(values);
    return new HeadLoss(sum, new Gradients<>(floats(gradients[0]), parameters));
  }

  private HeadLoss loss(int index, Operand<TFloat32> scores) {
    LabelColumn column = columns().get(index);
    HeadBatch batch =
        new HeadBatch(
            scores,
            inputs.labels().get(index),
            inputs.labelWeights(),
            inputs.positions(),
            inputs.steps(),
            inputs.lengths(),
            inputs.rowWeights(),
            index == 0 ? inputs.softTargets() : Optional.empty());
    HeadLoss loss =
        HeadLosses.of(
            column.head(),
            tf,
            labels(index),
            batch,
            name -> weights.apply(column.headName() + "." + name));
    return GradientChecks.requireLoss(column.head(), column.name(), labels(index), loss);
  }

  private Operand<TFloat32> weighted(LabelColumn column, Operand<TFloat32> x) {
    return column.lossWeight() == 1 ? x : tf.math.mul(x, tf.constant((float) column.lossWeight()));
  }

  private List<LabelColumn> columns() {
    return definition.columns();
  }

  private LabelSet labels(int column) {
    return sizes.columns().get(column);
  }

  private static Output<?>[] outputs(List<Operand<TFloat32>> operands) {
    return operands.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
  }

  @SuppressWarnings("unchecked") // a gradient has the type of its source
  private static Operand<TFloat32> floats(Output<?> gradient) {
    return (Operand<TFloat32>) gradient;
  }
}
