package org.tributary.feature;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.tributary.internal.Excerpt;
import org.tributary.internal.NullChecks;
import org.tributary.internal.NumberChecks;
import org.tributary.internal.Settings;
import org.tributary.internal.input.Projection;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;

/**
 * Pretrained word vectors, found by {@link WordVectors#entry}; a word without a vector has that of
 * the unknown word, which is initialized to zeros.
 *
 * @param name prefix of the parameter name: the table is {@code <name>_emb.weight}
 * @param size E, the size of a vector
 * @param keep the vectors that a tagger keeps
 * @param tuning whether training changes the vectors
 * @param dropout the probability of replacing a word's vector by that of the unknown word in
 *     training, so that the tagger learns to do without; other inputs keep the word
 * @param projection the output size of a trained linear projection of the vectors, at least 1;
 *     empty for none
 * @param vectors the vectors; empty in a trained tagger, whose parameters hold them
 */
public record VectorInput(
    String name,
    int size,
    Keep keep,
    Trainability tuning,
    double dropout,
    OptionalInt projection,
    Optional<WordVectors> vectors)
    implements Input<FeatureColumn> {
  /** The default name. */
  static final String VECTOR = "vector";

  private static final String SIZE = "vector_size";
  private static final String KEEP = "keep";
  private static final String TRAINING = "training";
  private static final String DROPOUT = "dropout";

  /** The vectors that a tagger keeps. */
  public enum Keep {
    /** Vectors of words in the training data. */
    TRAINING_WORDS,
    /** All vectors, so that words absent from the training data have vectors too. */
    ALL
  }

  /** Checks the name, the size and the probability. */
  public VectorInput {
    NullChecks.require("keep", "a value", keep);
    NullChecks.require("tuning", "a value", tuning);
    EmbeddingInput.of(name, size).projectedTo(projection);
    NumberChecks.belowOne("dropout of entries", dropout);
    if (vectors.isPresent() && vectors.get().size() != size) {
      throw new IllegalArgumentException(
          "input %s: expected vectors of size %d, got %s".formatted(name, size, vectors.get()));
    }
  }

  /** Returns an input of frozen vectors, all of which a tagger keeps. */
  public static VectorInput of(WordVectors vectors) {
    return new VectorInput(
        VECTOR,
        vectors.size(),
        Keep.ALL,
        Trainability.FROZEN,
        0,
        OptionalInt.empty(),
        Optional.of(vectors));
  }

  /**
   * Keeps the vectors of training words alone, for a smaller tagger, which has no vectors of other
   * words.
   */
  public VectorInput keepTrainingWords() {
    return new VectorInput(name, size, Keep.TRAINING_WORDS, tuning, dropout, projection, vectors);
  }

  /** Lets training change the vectors. */
  public VectorInput trainable() {
    return new VectorInput(name, size, keep, Trainability.TRAINABLE, dropout, projection, vectors);
  }

  /**
   * Sets the probability of replacing a word's vector in training.
   *
   * @throws IllegalArgumentException if it is not in [0, 1)
   */
  public VectorInput dropout(double probability) {
    return new VectorInput(name, size, keep, tuning, probability, projection, vectors);
  }

  /**
   * Adds a linear projection of the vectors, trained even if the vectors are frozen.
   *
   * @throws IllegalArgumentException if the output size is below 1
   */
  public VectorInput projectedTo(int outputSize) {
    return new VectorInput(name, size, keep, tuning, dropout, OptionalInt.of(outputSize), vectors);
  }

  /** Returns the embedding input of these vectors, frozen or trainable as configured. */
  public EmbeddingInput embedding() {
    EmbeddingInput trainable = EmbeddingInput.of(name, size).projectedTo(projection);
    return tuning == Trainability.FROZEN ? trainable.frozen() : trainable;
  }

  /**
   * Returns this input with the vectors that it keeps.
   *
   * @throws IllegalArgumentException if no word of the training data has a vector
   */
  @Override
  public Optional<VectorInput> fittedTo(Set<String> words) {
    if (vectors.isEmpty()) {
      return Optional.of(this);
    }
    Set<String> forms = new HashSet<>();
    words.forEach(word -> forms.addAll(WordVectors.forms(word)));
    WordVectors found = vectors.get().restrictedTo(forms::contains);
    if (found.words().isEmpty()) {
      throw new IllegalArgumentException(
          "input %s: expected a vector of some word of the training data, such as '%s', got none in %s; do they belong to another language or tokenization?"
              .formatted(name, Excerpt.of(words.iterator().next()), vectors.get()));
    }
    return Optional.of(
        keep == Keep.ALL
            ? this
            : new VectorInput(name, size, keep, tuning, dropout, projection, Optional.of(found)));
  }

  @Override
  public Map<String, FloatTensor> pretrained() {
    return vectors.isEmpty() ? Map.of() : Map.of(tables().get(0), vectors.get().table());
  }

  @Override
  public Class<FeatureColumn> columnType() {
    return FeatureColumn.class;
  }

  @Override
  public int outputSize() {
    return embedding().outputSize();
  }

  @Override
  public List<ParameterSpec> parameters(int vocabularySize) {
    return embedding().parameters(vocabularySize);
  }

  @Override
  public List<String> tables() {
    return embedding().tables();
  }

  @Override
  public List<String> vectorTables() {
    return tables();
  }

  @Override
  public List<String> frozenParameters() {
    return embedding().frozenParameters();
  }

  @Override
  public void require(FeatureColumn column, int vocabularySize) {
    embedding().require(column, vocabularySize);
  }

  @Override
  public Optional<InputInference<FeatureColumn>> inference(Function<String, FloatTensor> weights) {
    return embedding().inference(weights);
  }

  @Override
  public Optional<WordReader<FeatureColumn>> wordReader() {
    return Optional.of(new Reader());
  }

  private final class Reader implements WordReader<FeatureColumn> {
    @Override
    public List<String> symbols(String word) {
      return List.of(word);
    }

    @Override
    public Optional<List<String>> vocabulary() {
      return vectors.map(WordVectors::words);
    }

    @Override
    public boolean replacesRare() {
      return tuning == Trainability.TRAINABLE;
    }

    @Override
    public double dropout() {
      return dropout;
    }

    @Override
    public FeatureColumn column(List<String> words, ToIntFunction<String> index) {
      FeatureColumn.Builder builder = FeatureColumn.builder();
      words.forEach(word -> builder.step().feature(vector(word, index), 1f));
      return builder.build();
    }

    @Override
    public IntStream indices(String word, ToIntFunction<String> index) {
      return IntStream.of(vector(word, index));
    }

    /** Returns the entry of the first form of the word that has a vector. */
    private static int vector(String word, ToIntFunction<String> index) {
      int unknown = index.applyAsInt(""); // no word is empty
      return WordVectors.entry(word, form -> knownEntry(index.applyAsInt(form), unknown))
          .orElse(unknown);
    }

    private static int knownEntry(int entry, int unknown) {
      return entry == unknown ? WordVectors.NO_ENTRY : entry;
    }
  }

  @Override
  public VectorInput trained() {
    return new VectorInput(name, size, keep, tuning, dropout, projection, Optional.empty());
  }

  @Override
  public Optional<Map<String, String>> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(SIZE, Integer.toString(size));
    settings.put(KEEP, Settings.text(keep));
    settings.put(TRAINING, Settings.text(tuning));
    settings.put(DROPOUT, Double.toString(dropout));
    Projection.write(projection, settings);
    return Optional.of(settings);
  }

  /**
   * Reads {@link #settings}; empty for those of another input.
   *
   * @throws IllegalArgumentException if a size is out of range
   */
  public static Optional<VectorInput> read(String name, Settings settings) {
    return settings.has(SIZE)
        ? Optional.of(
            new VectorInput(
                name,
                settings.number(SIZE),
                settings.choice(KEEP, Keep.values(), Keep.ALL),
                settings.choice(TRAINING, Trainability.values(), Trainability.FROZEN),
                settings.decimal(DROPOUT, 0),
                Projection.read(settings),
                Optional.empty()))
        : Optional.empty();
  }
}
