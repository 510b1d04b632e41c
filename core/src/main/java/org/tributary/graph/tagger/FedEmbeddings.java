package org.tributary.graph.tagger;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
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
import org.tributary.graph.Gradients;
import org.tributary.graph.ParameterGradients;
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
    Forward<Gradients<Operand<TFloat32>>> projected =
        linear
            .map(
                layer -> {
                  Map<String, Operand<TFloat32>> operands = layer.operands(context);
                  Operand<TFloat32> flat = tf.reshape(sum, tf.array(-1, input.size())); // [T·N, E]
                  Operand<TFloat32> output =
                      context.inSteps(layer.forward(tf, flat, operands), input.outputSize());
                  return Forward.differentiated(tf, output, sum, operands);
                })
            .orElseGet(() -> new Forward<>(sum, g -> new Gradients<>(g, Map.of())));
    return new Forward<>(
        projected.output(), upstream -> gradients(tf, bags, projected.backward(upstream)));
  }

  /**
   * Returns the gradients of the projection's parameters and of the table's rows.
   *
   * @param ofSum the gradients with respect to the sums and the parameters
   */
  private ParameterGradients gradients(
      Ops tf, EmbeddingLayer.Bags bags, Gradients<Operand<TFloat32>> ofSum) {
    if (input.tuning() == Trainability.FROZEN) {
      return new ParameterGradients(ofSum.parameters(), Map.of());
    }
    Operand<TFloat32> rows = embedding.rowGradients(tf, bags, ofSum.input());
    return new ParameterGradients(
        ofSum.parameters(),
        Map.of(input.tables().get(0), new ParameterGradients.Rows(bags.rows(), rows)));
  }

  @Override
  public void feed(
      Feed feed, List<FeatureColumn> columns, BatchShape shape, UnkReplacement replacement) {
    FeatureBags bags = FeatureBags.of(columns, shape, replacement);
    feed.ints(features, bags.features());
    feed.floats(weights, bags.weights());
    feed.ints(positions, bags.positions());
  }

  /**
   * The features of a batch in coordinate form: one element for each of B pairs of position and
   * feature.
   */
  @SuppressWarnings("ArrayRecordComponent") // fed at once, never compared
  record FeatureBags(int[] features, float[] weights, int[] positions) {
    /**
     * Returns the features of each sequence's column, one sequence after another. A step whose
     * features are all replaced gets the unknown entry.
     */
    static FeatureBags of(
        List<FeatureColumn> columns, BatchShape shape, UnkReplacement replacement) {
      int capacity =
          columns.stream().mapToInt(c -> IntStream.range(0, c.steps()).map(c::count).sum()).sum();
      int[] features = new int[capacity];
      float[] weights = new float[capacity];
      int[] positions = new int[capacity];
      int count = 0;
      for (int n = 0; n < columns.size(); n++) {
        FeatureColumn column = columns.get(n);
        for (int step = 0; step < column.steps(); step++) {
          int position = shape.position(step, n);
          boolean replacesAll = replacement.replacesAll(position);
          int first = count;
          for (int k = 0; k < column.count(step); k++) {
            int feature = column.feature(step, k);
            if (!replacesAll && !replacement.replaces(feature, position)) {
              features[count] = feature;
              weights[count] = column.weight(step, k);
              positions[count++] = position;
            }
          }
          if (count == first && column.count(step) > 0) {
            features[count] = replacement.unknown();
            weights[count] = 1;
            positions[count++] = position;
          }
        }
      }
      return new FeatureBags(
          Arrays.copyOf(features, count),
          Arrays.copyOf(weights, count),
          Arrays.copyOf(positions, count));
    }
  }
}
