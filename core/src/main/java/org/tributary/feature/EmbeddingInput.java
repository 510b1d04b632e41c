package org.tributary.feature;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.internal.param.Settings;
import org.tributary.kernel.Forward;
import org.tributary.layer.Embedding;
import org.tributary.param.ParameterGradients;
import org.tributary.param.ParameterSpec;
import org.tributary.runtime.Feed;
import org.tributary.sequence.BatchShape;

/**
 * A feature group with its own embedding table, for instance words, prefixes or shapes. A step is
 * encoded as the weighted sum of its features' rows, or as zeros without features.
 *
 * @param name prefix of the parameter name: the table is {@code <name>_emb.weight}
 * @param size E, the size of a feature's vector
 * @param standardDeviation σ of the initial vectors, drawn from N(0, σ²)
 * @param tuning whether training changes the table
 */
public record EmbeddingInput(String name, int size, double standardDeviation, Trainability tuning)
    implements Input<FeatureColumn> {
  /** The name of the input that reads words unchanged. */
  public static final String WORD = "word";

  /** The name of the input that reads words in lower case. */
  public static final String LOWER = "lower";

  /** The name of the input that reads the {@linkplain WordForm#shape shapes} of words. */
  public static final String SHAPE = "shape";

  private static final double DEFAULT_DEVIATION = 0.05;

  /** Checks the size and the deviation. */
  public EmbeddingInput {
    Input.requireName(name);
    Objects.requireNonNull(tuning, "tuning: expected a value, got null");
    new Embedding(1, size, standardDeviation);
  }

  /** Returns a feature group with initial vectors drawn from N(0, 0.05²). */
  public static EmbeddingInput of(String name, int size) {
    return new EmbeddingInput(name, size, DEFAULT_DEVIATION, Trainability.TRAINABLE);
  }

  /**
   * Sets the deviation of the initial vectors, drawn from N(0, deviation²). With PyTorch's 1, the
   * initial values of rare features outweigh the few updates that they get.
   */
  public EmbeddingInput standardDeviation(double standardDeviation) {
    return new EmbeddingInput(name, size, standardDeviation, tuning);
  }

  /** Freezes the table, for pretrained vectors. */
  public EmbeddingInput frozen() {
    return new EmbeddingInput(name, size, standardDeviation, Trainability.FROZEN);
  }

  @Override
  public EmbeddingInput withFeatureStandardDeviation(double standardDeviation) {
    return standardDeviation(standardDeviation);
  }

  @Override
  public Class<FeatureColumn> columnType() {
    return FeatureColumn.class;
  }

  @Override
  public int outputSize() {
    return size;
  }

  @Override
  public List<ParameterSpec> parameters(int vocabularySize) {
    return embedding(vocabularySize).parameters().stream()
        .map(p -> p.within(name + "_emb"))
        .toList();
  }

  @Override
  public List<String> tables() {
    return List.of(table());
  }

  @Override
  public List<String> frozenParameters() {
    return tuning == Trainability.FROZEN ? tables() : List.of();
  }

  private String table() {
    return name + "_emb.weight";
  }

  private Embedding embedding(int vocabularySize) {
    return new Embedding(vocabularySize, size, standardDeviation);
  }

  @Override
  public void require(FeatureColumn features, int vocabularySize) {
    for (int t = 0; features.maxFeature() >= vocabularySize && t < features.steps(); t++) {
      for (int k = 0; k < features.count(t); k++) {
        if (features.feature(t, k) >= vocabularySize) {
          throw new IllegalArgumentException(
              "sequence: expected features from 0 to %d, got %d at step %d of input %s"
                  .formatted(vocabularySize - 1, features.feature(t, k), t, name));
        }
      }
    }
  }

  @Override
  public GraphInput<FeatureColumn> build(InputContext context, int vocabularySize) {
    return new EmbeddingGraphInput(context, vocabularySize);
  }

  /**
   * Returns a reader for the names {@link #WORD}, {@link #LOWER}, {@link #SHAPE}, {@code prefix1}
   * and longer ones, {@code suffix1} and longer ones.
   */
  @Override
  public Optional<WordReader<FeatureColumn>> wordReader() {
    return WordFormReader.of(name).map(reader -> reader);
  }

  /** Returns this input; empty if it reads an affix for which all words are too short. */
  @Override
  public Optional<EmbeddingInput> fittedTo(Set<String> words) {
    Optional<WordFormReader> reader = WordFormReader.of(name);
    return reader.isEmpty() || words.stream().anyMatch(w -> !reader.get().symbols(w).isEmpty())
        ? Optional.of(this)
        : Optional.empty();
  }

  @Override
  public Optional<Map<String, String>> settings() {
    return Optional.of(Map.of("size", Integer.toString(size)));
  }

  /**
   * Reads {@link #settings}.
   *
   * @throws IllegalArgumentException if a setting is missing or out of range
   */
  public static Optional<EmbeddingInput> read(String name, Settings settings) {
    return Optional.of(EmbeddingInput.of(name, settings.number("size")));
  }

  private final class EmbeddingGraphInput implements GraphInput<FeatureColumn> {
    private final InputContext context;
    private final Embedding embedding;
    private final Placeholder<TInt32> features;
    private final Placeholder<TFloat32> weights;
    private final Placeholder<TInt32> positions;

    EmbeddingGraphInput(InputContext context, int vocabularySize) {
      this.context = context;
      this.embedding = embedding(vocabularySize);
      Ops tf = context.tf();
      this.features = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
      this.weights = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
      this.positions = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    }

    @Override
    public Forward<TFloat32, Operand<TFloat32>, ParameterGradients> forward() {
      Ops tf = context.tf();
      Embedding.Bags bags = new Embedding.Bags(features, weights, positions);
      Operand<TFloat32> sum =
          embedding.sum(
              tf,
              context.variables(),
              table(),
              bags,
              context.lengths().steps(),
              context.lengths().rows());
      return Forward.of(
          sum,
          gradient -> {
            if (tuning == Trainability.FROZEN) {
              return new ParameterGradients(Map.of(), Map.of());
            }
            Operand<TFloat32> rows = embedding.rowGradients(tf, bags, gradient);
            return new ParameterGradients(
                Map.of(), Map.of(table(), new ParameterGradients.Rows(bags.rows(), rows)));
          });
    }

    @Override
    public void feed(
        Feed feed, List<FeatureColumn> columns, BatchShape shape, UnkReplacement replacement) {
      FeatureBags bags = FeatureBags.of(columns, shape, replacement);
      feed.ints(features, bags.features());
      feed.floats(weights, bags.weights());
      feed.ints(positions, bags.positions());
    }
  }
}
