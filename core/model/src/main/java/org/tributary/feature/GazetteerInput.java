package org.tributary.feature;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.tributary.internal.Excerpt;
import org.tributary.internal.NullChecks;
import org.tributary.internal.Settings;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;

/**
 * The tags of words in a {@link Gazetteer}, embedded: a step is encoded as the sum of its tags'
 * vectors, or as zeros outside of all phrases. A step all of whose tags are absent from the
 * training data reads the unknown tag.
 *
 * @param name prefix of the parameter name: the table is {@code <name>_emb.weight}
 * @param size E, the size of a tag's vector
 * @param standardDeviation σ of the initial vectors, drawn from N(0, σ²)
 * @param gazetteer the phrases, which the file of a tagger stores
 */
public record GazetteerInput(String name, int size, double standardDeviation, Gazetteer gazetteer)
    implements Input<FeatureColumn> {
  /** The default name. */
  public static final String GAZETTEER = "gazetteer";

  /** The default size of a tag's vector. */
  public static final int DEFAULT_SIZE = 24;

  private static final String SIZE = "size";
  private static final String DEVIATION = "deviation";
  private static final String MATCHING = "matching";
  private static final String PHRASES = "phrases";

  /**
   * Checks the name, the size, the deviation and that there is a phrase.
   *
   * @throws IllegalArgumentException if one of them is out of range
   */
  public GazetteerInput {
    NullChecks.require("gazetteer", "the phrases to look up", gazetteer);
    EmbeddingInput.of(name, size).standardDeviation(standardDeviation);
    if (gazetteer.size() == 0) {
      throw new IllegalArgumentException(
          "input %s: expected a gazetteer with phrases, got none".formatted(name));
    }
  }

  /** Returns an input with vectors of size 24, initially drawn from N(0, 0.05²). */
  public static GazetteerInput of(Gazetteer gazetteer) {
    return new GazetteerInput(GAZETTEER, DEFAULT_SIZE, EmbeddingInput.DEFAULT_DEVIATION, gazetteer);
  }

  /**
   * Sets the size of the vectors.
   *
   * @throws IllegalArgumentException if the size is out of range
   */
  public GazetteerInput size(int size) {
    return new GazetteerInput(name, size, standardDeviation, gazetteer);
  }

  /** Returns the embedding input of the tags. */
  public EmbeddingInput embedding() {
    return EmbeddingInput.of(name, size)
        .standardDeviation(standardDeviation)
        .reading(Optional.empty());
  }

  @Override
  public GazetteerInput withFeatureStandardDeviation(double standardDeviation) {
    return new GazetteerInput(name, size, standardDeviation, gazetteer);
  }

  /**
   * Returns this input.
   *
   * @throws IllegalArgumentException if the training data has the words of no phrase
   */
  @Override
  public Optional<GazetteerInput> fittedTo(Set<String> words) {
    if (!gazetteer.hasPhraseOf(words)) {
      throw new IllegalArgumentException(
          "input %s: expected the words of some phrase in the training data, such as '%s', got none of %s; is it of another language or tokenization, or does it differ in capitals, which LOWER_CASE ignores?"
              .formatted(name, Excerpt.of(words.iterator().next()), gazetteer));
    }
    return Optional.of(this);
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
    return embedding().parameters(vocabularySize);
  }

  @Override
  public List<String> tables() {
    return embedding().tables();
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
    return Optional.of(new TagReader(gazetteer));
  }

  private record TagReader(Gazetteer gazetteer) implements WordReader<FeatureColumn> {
    @Override
    public List<String> symbols(String word) {
      return gazetteer.tags(List.of(word), 0);
    }

    @Override
    public boolean readsSentence() {
      return true;
    }

    @Override
    public List<String> sentenceSymbols(List<String> words) {
      return gazetteer.tags(words).stream().flatMap(List::stream).toList();
    }

    @Override
    public IntStream sentenceIndices(List<String> words, ToIntFunction<String> index) {
      int unknown = unknown(index);
      return gazetteer.tags(words).stream().flatMapToInt(tags -> indices(tags, index, unknown));
    }

    @Override
    public FeatureColumn column(List<String> words, ToIntFunction<String> index) {
      int unknown = unknown(index);
      FeatureColumn.Builder builder = FeatureColumn.builder();
      for (List<String> tags : gazetteer.tags(words)) {
        builder.step();
        indices(tags, index, unknown).forEach(entry -> builder.feature(entry, 1f));
      }
      return builder.build();
    }

    private static int unknown(ToIntFunction<String> index) {
      return index.applyAsInt(""); // no tag is empty
    }

    /**
     * Returns the known tags of a word in the order of the vocabulary; without one, the unknown.
     */
    private static IntStream indices(List<String> tags, ToIntFunction<String> index, int unknown) {
      int[] known =
          tags.stream().mapToInt(index).filter(entry -> entry != unknown).sorted().toArray();
      return known.length == 0 && !tags.isEmpty() ? IntStream.of(unknown) : IntStream.of(known);
    }
  }

  @Override
  public Optional<Map<String, String>> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(SIZE, Integer.toString(size));
    settings.put(DEVIATION, Double.toString(standardDeviation));
    settings.put(MATCHING, Settings.text(gazetteer.matching()));
    settings.put(PHRASES, Settings.text(gazetteer.texts()));
    return Optional.of(settings);
  }

  /**
   * Reads {@link #settings}; empty for those of another input.
   *
   * @throws IllegalArgumentException if a setting is missing or out of range, or the phrases are
   *     not those that {@code settings} returns
   */
  public static Optional<GazetteerInput> read(String name, Settings settings) {
    if (!settings.has(PHRASES)) {
      return Optional.empty();
    }
    Gazetteer gazetteer =
        Gazetteer.ofTexts(
            settings.list(PHRASES),
            settings.choice(MATCHING, Gazetteer.Matching.values()),
            bytes -> settings.take("phrases", bytes));
    return Optional.of(
        new GazetteerInput(name, settings.number(SIZE), settings.decimal(DEVIATION), gazetteer));
  }
}
