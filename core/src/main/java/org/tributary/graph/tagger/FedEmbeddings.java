package org.tributary.graph.tagger;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.Trainability;
import org.tributary.feature.UnkReplacement;
import org.tributary.graph.EmbeddingLayer;
import org.tributary.graph.Forward;
import org.tributary.graph.ParameterGradients;
import org.tributary.internal.graph.GraphGradients;
import org.tributary.layer.Embedding;
import org.tributary.runtime.Feed;
import org.tributary.sequence.BatchShape;

/** An input of embedded features in a graph. */
final class FedEmbeddings implements FedInput<FeatureColumn> {
  private final EmbeddingInput input;
  private final Optional<InputProjection> linear;
  private final InputContext context;
  private final EmbeddingLayer embedding;
  private final Placeholder<TInt32> features;
  private final Placeholder<TFloat32> weights;
  private final Placeholder<TInt32> positions;

  FedEmbeddings(EmbeddingInput input, InputContext context, int vocabularySize) {
    this.input = input;
    this.linear = InputProjection.of(input.name(), input.size(), input.projection());
    this.context = context;
    this.embedding =
        new EmbeddingLayer(new Embedding(vocabularySize, input.size(), input.standardDeviation()));
    Ops tf = context.tf();
    this.features = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    this.weights = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
    this.positions = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
  }

  @Override
  public Forward<ParameterGradients> forward() {
    Ops tf = context.tf();
    EmbeddingLayer.Bags bags = new EmbeddingLayer.Bags(features, weights, positions);
    Operand<TFloat32> sum =
        embedding.sum(
            tf,
            context.variables(),
            input.tables().get(0),
            bags,
            context.lengths().steps(),
            context.lengths().rows());
    return linear
        .map(p -> projected(p, bags, sum))
        .orElseGet(() -> new Forward<>(sum, gradient -> gradients(bags, gradient, Map.of())));
  }

  private Forward<ParameterGradients> projected(
      InputProjection linear, EmbeddingLayer.Bags bags, Operand<TFloat32> sum) {
    Ops tf = context.tf();
    Map<String, Operand<TFloat32>> operands = linear.operands(context);
    Operand<TFloat32> flat = tf.reshape(sum, tf.array(-1, input.size())); // [T·N, E]
    Operand<TFloat32> output =
        InputGraphs.inSteps(context, linear.forward(tf, flat, operands), input.outputSize());
    return new Forward<>(
        output,
        gradient -> {
          Operand<TFloat32> ofSum = GraphGradients.of(tf, output, gradient, List.of(sum)).get(0);
          return gradients(
              bags, ofSum, Forward.differentiated(tf, output, operands).backward(gradient).dense());
        });
  }

  private ParameterGradients gradients(
      EmbeddingLayer.Bags bags, Operand<TFloat32> ofSum, Map<String, Operand<TFloat32>> dense) {
    if (input.tuning() == Trainability.FROZEN) {
      return new ParameterGradients(dense, Map.of());
    }
    Operand<TFloat32> rows = embedding.rowGradients(context.tf(), bags, ofSum);
    return new ParameterGradients(
        dense, Map.of(input.tables().get(0), new ParameterGradients.Rows(bags.rows(), rows)));
  }

  @Override
  public void feed(
      Feed feed, List<FeatureColumn> columns, BatchShape shape, UnkReplacement replacement) {
    FeatureBags bags = FeatureBags.of(columns, shape, replacement);
    feed.ints(features, bags.features);
    feed.floats(weights, bags.weights);
    feed.ints(positions, bags.positions);
  }

  /**
   * The features of a batch in coordinate form: one element for each pair of position and feature.
   */
  static final class FeatureBags {
    int[] features; // [B]
    float[] weights; // [B]
    int[] positions; // of each feature, [B]
    private int count;

    private FeatureBags(int capacity) {
      this.features = new int[capacity];
      this.weights = new float[capacity];
      this.positions = new int[capacity];
    }

    /**
     * Returns the features of each sequence's column, one sequence after another. A step whose
     * features are all replaced gets the unknown entry.
     */
    static FeatureBags of(
        List<FeatureColumn> columns, BatchShape shape, UnkReplacement replacement) {
      int capacity = 0;
      for (FeatureColumn column : columns) {
        for (int step = 0; step < column.steps(); step++) {
          capacity += column.count(step);
        }
      }
      FeatureBags bags = new FeatureBags(capacity);
      for (int n = 0; n < columns.size(); n++) {
        FeatureColumn column = columns.get(n);
        for (int step = 0; step < column.steps(); step++) {
          bags.addStep(column, step, shape.position(step, n), replacement);
        }
      }
      bags.trim();
      return bags;
    }

    private void addStep(FeatureColumn column, int step, int position, UnkReplacement replacement) {
      int kept = 0;
      boolean replacesAll = replacement.replacesAll(position);
      for (int k = 0; k < column.count(step); k++) {
        if (!replacesAll && !replacement.replaces(column.feature(step, k), position)) {
          add(column.feature(step, k), column.weight(step, k), position);
          kept++;
        }
      }
      if (kept == 0 && column.count(step) > 0) {
        add(replacement.unknown(), 1f, position);
      }
    }

    private void add(int feature, float weight, int position) {
      features[count] = feature;
      weights[count] = weight;
      positions[count++] = position;
    }

    private void trim() {
      features = Arrays.copyOf(features, count);
      weights = Arrays.copyOf(weights, count);
      positions = Arrays.copyOf(positions, count);
    }
  }
}
