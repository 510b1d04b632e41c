package org.tributary.feature;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.tributary.internal.Excerpt;
import org.tributary.internal.NullChecks;
import org.tributary.internal.Settings;
import org.tributary.internal.input.Projection;
import org.tributary.layer.Embedding;
import org.tributary.layer.Linear;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;

/**
 * A feature group with its own embedding table, for instance words, prefixes or shapes. A step is
 * encoded as the weighted sum of its features' rows, or as zeros without features; with a
 * projection, this sum is mapped by a linear layer.
 *
 * @param name prefix of the parameter names: the table is {@code <name>_emb.weight}, the projection
 *     {@code <name>_proj.weight} and {@code <name>_proj.bias}
 * @param size E, the size of a feature's vector
 * @param standardDeviation σ of the initial vectors, drawn from N(0, σ²)
 * @param tuning whether training changes the table; it always trains the projection
 * @param projection the output size of the projection, at least 1; empty for no projection
 * @param form the form of plain words that is read; empty for features that the caller gives
 */
public record EmbeddingInput(
    String name,
    int size,
    double standardDeviation,
    Trainability tuning,
    OptionalInt projection,
    Optional<WordForm> form)
    implements Input<FeatureColumn> {
  /** The name of the input that reads words unchanged. */
  public static final String WORD = "word";

  /** The name of the input that reads words in lower case. */
  public static final String LOWER = "lower";

  /** The name of the input that reads the {@linkplain WordForm#shape shapes} of words. */
  static final String SHAPE = "shape";

  private static final String SIZE = "size";
  private static final String DEVIATION = "deviation";
  private static final String TRAINING = "training";
  private static final String READS = "reads";
  private static final String FEATURES = "features"; // that the caller gives
  static final double DEFAULT_DEVIATION = 0.05;

  /** Checks the sizes and the deviation. */
  public EmbeddingInput {
    Input.requireName(name);
    NullChecks.require("tuning", "a value", tuning);
    NullChecks.require("form", "a value", form);
    new Embedding(1, size, standardDeviation);
    new Linear(size, projection.orElse(1));
  }

  /**
   * Returns a feature group with initial vectors drawn from N(0, 0.05²). It reads the form of words
   * that {@code name} {@linkplain WordForm#named says}, such as {@code suffix3}; under other names
   * the features that the caller gives.
   */
  public static EmbeddingInput of(String name, int size) {
    Input.requireName(name);
    return new EmbeddingInput(
        name,
        size,
        DEFAULT_DEVIATION,
        Trainability.TRAINABLE,
        OptionalInt.empty(),
        WordForm.named(name));
  }

  /** Returns a group of a form of words, with initial vectors drawn from N(0, 0.05²). */
  public static EmbeddingInput of(String name, WordForm form, int size) {
    NullChecks.require("form", "that of the words to read", form);
    return of(name, size).reading(Optional.of(form));
  }

  /**
   * Sets the deviation of the initial vectors, drawn from N(0, deviation²). With PyTorch's 1, the
   * initial values of rare features outweigh the few updates that they get.
   */
  public EmbeddingInput standardDeviation(double standardDeviation) {
    return new EmbeddingInput(name, size, standardDeviation, tuning, projection, form);
  }

  /** Freezes the table, for pretrained vectors. */
  public EmbeddingInput frozen() {
    return new EmbeddingInput(name, size, standardDeviation, Trainability.FROZEN, projection, form);
  }

  /**
   * Adds a linear projection after the embeddings, as in factorized embeddings (Lan et al. 2020),
   * trained even if the table is frozen.
   *
   * @throws IllegalArgumentException if the output size is below 1
   */
  public EmbeddingInput projectedTo(int outputSize) {
    return projectedTo(OptionalInt.of(outputSize));
  }

  EmbeddingInput projectedTo(OptionalInt outputSize) {
    return new EmbeddingInput(name, size, standardDeviation, tuning, outputSize, form);
  }

  /** Sets the form of plain words that is read; empty for features that the caller gives. */
  public EmbeddingInput reading(Optional<WordForm> form) {
    return new EmbeddingInput(name, size, standardDeviation, tuning, projection, form);
  }

  /** Returns this input under another name; it reads the same. */
  public EmbeddingInput named(String name) {
    return new EmbeddingInput(name, size, standardDeviation, tuning, projection, form);
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
    return projection.orElse(size);
  }

  @Override
  public List<ParameterSpec> parameters(int vocabularySize) {
    return Stream.concat(
            new Embedding(vocabularySize, size, standardDeviation)
                .parameters().stream().map(p -> p.within(name + "_emb")),
            linear().stream().flatMap(p -> p.parameters().stream()))
        .toList();
  }

  private Optional<Projection> linear() {
    return Projection.of(name, size, projection);
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
  public Optional<InputInference<FeatureColumn>> inference(Function<String, FloatTensor> weights) {
    FloatTensor table = weights.apply(table());
    Optional<Projection.OnArrays> projected = linear().map(linear -> linear.onArrays(weights));
    return Optional.of(
        (column, step, to, at) -> {
          if (projected.isEmpty()) {
            addRows(table, column, step, to, at);
          } else {
            float[] sum = new float[size];
            addRows(table, column, step, sum, 0);
            projected.get().apply(sum, to, at);
          }
        });
  }

  /** Writes the weighted sum of a step's rows. */
  private void addRows(FloatTensor table, FeatureColumn column, int step, float[] to, int at) {
    int count = column.count(step);
    if (count == 1 && column.weight(step, 0) == 1) {
      table.copy(column.feature(step, 0) * size, to, at, size);
      return;
    }
    Arrays.fill(to, at, at + size, 0);
    float[] row = new float[count == 0 ? 0 : size];
    for (int k = 0; k < count; k++) {
      table.copy(column.feature(step, k) * size, row, 0, size);
      for (int j = 0; j < size; j++) {
        to[at + j] = Math.fma(column.weight(step, k), row[j], to[at + j]);
      }
    }
  }

  @Override
  public Optional<WordReader<FeatureColumn>> wordReader() {
    return form.map(FormReader::new);
  }

  /**
   * A reader of one form of words: at each step one feature of weight 1, or none if the word has no
   * such form.
   */
  private record FormReader(WordForm form) implements WordReader<FeatureColumn> {
    @Override
    public List<String> symbols(String word) {
      return form.of(word).stream().toList();
    }

    @Override
    public FeatureColumn column(List<String> words, ToIntFunction<String> index) {
      FeatureColumn.Builder builder = FeatureColumn.builder();
      for (String word : words) {
        builder.step();
        form.of(word).ifPresent(text -> builder.feature(index.applyAsInt(text), 1f));
      }
      return builder.build();
    }
  }

  /** Returns this input; empty if it reads an affix for which all words are too short. */
  @Override
  public Optional<EmbeddingInput> fittedTo(Set<String> words) {
    return form.isEmpty() || words.stream().anyMatch(word -> form.get().of(word).isPresent())
        ? Optional.of(this)
        : Optional.empty();
  }

  @Override
  public Optional<Map<String, String>> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(SIZE, Integer.toString(size));
    settings.put(DEVIATION, Double.toString(standardDeviation));
    settings.put(TRAINING, Settings.text(tuning));
    if (!form.equals(WordForm.named(name))) {
      settings.put(READS, form.map(WordForm::name).orElse(FEATURES));
    }
    Projection.write(projection, settings);
    return Optional.of(settings);
  }

  /**
   * Reads {@link #settings}.
   *
   * @throws IllegalArgumentException if a setting is missing or out of range
   */
  public static Optional<EmbeddingInput> read(String name, Settings settings) {
    return Optional.of(
        new EmbeddingInput(
            name,
            settings.number(SIZE),
            settings.decimal(DEVIATION, DEFAULT_DEVIATION),
            settings.choice(TRAINING, Trainability.values(), Trainability.TRAINABLE),
            Projection.read(settings),
            settings.has(READS) ? form(settings) : WordForm.named(name)));
  }

  private static Optional<WordForm> form(Settings settings) {
    String name = settings.text(READS);
    Optional<WordForm> form = WordForm.named(name);
    if (form.isEmpty() && !name.equals(FEATURES)) {
      throw new IllegalArgumentException(
          "expected features or a form of words, such as word, lower, suffix3 or shape, as reads, got '%s'; was it written by a newer release?"
              .formatted(Excerpt.of(name)));
    }
    return form;
  }
}
