package org.tributary.feature;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tributary.internal.NullChecks;
import org.tributary.internal.Settings;
import org.tributary.layer.Embedding;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;

/**
 * A character-level word encoder. It encodes each distinct word of a batch once; in inference, word
 * vectors are cached. Only the two ends of a word longer than {@link #MAX_CHARACTERS} are read, or
 * its {@link #firstCharacters}.
 *
 * @param name prefix of the parameter names: the table is {@code <name>_emb.weight}, the encoder's
 *     parameters are {@code <name>_lstm.…} or {@code <name>_cnn<k>.…}
 * @param size E, the size of a character's vector, at least 1
 * @param standardDeviation σ of the initial vectors, drawn from N(0, σ²), finite and above 0; empty
 *     for 1/√E
 * @param encoder the encoder of the character vectors into a word vector
 * @param firstCharacters the number of leading characters that are read of a longer word; if
 *     absent, a word is read as a whole or at both ends
 */
public record CharacterInput(
    String name,
    int size,
    OptionalDouble standardDeviation,
    CharacterEncoder encoder,
    OptionalInt firstCharacters)
    implements Input<CharacterColumn> {
  /** The length in characters up to which a word is read whole. */
  public static final int MAX_CHARACTERS = 64;

  private static final String FIRST = "first";

  /** The default size of a character's vector. */
  public static final int DEFAULT_SIZE = 30;

  /** The default hidden size of a character LSTM in each direction. */
  public static final int DEFAULT_HIDDEN_SIZE = 32;

  /** The default number of filters of a character CNN for each width. */
  public static final int DEFAULT_FILTERS = 30;

  /** The default width of the filters of a character CNN. */
  public static final int DEFAULT_FILTER_WIDTH = 3;

  /**
   * Checks the name, the size and the deviation.
   *
   * @throws IllegalArgumentException if one of them is out of range
   */
  public CharacterInput {
    Input.requireName(name);
    NullChecks.require("encoder", "a value", encoder);
    NullChecks.require("standardDeviation", "a value", standardDeviation);
    embedding(1, size, standardDeviation);
    int first = firstCharacters.orElse(MAX_CHARACTERS);
    if (first < 1 || first > MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "input %s: expected 1 to %d first characters of a word, got %d"
              .formatted(name, MAX_CHARACTERS, first));
    }
  }

  /**
   * Returns an input with character vectors of size 30 and an LSTM of hidden size 32. The initial
   * vectors have deviation 1/√E, as in the uniform initialization of Ma and Hovy (2016): unlike
   * words, all characters are frequent.
   *
   * @throws IllegalArgumentException if the name is not valid in a parameter name
   */
  public static CharacterInput of(String name) {
    return new CharacterInput(
        name,
        DEFAULT_SIZE,
        OptionalDouble.empty(),
        new CharacterLstm(DEFAULT_HIDDEN_SIZE, CharacterPooling.LAST),
        OptionalInt.empty());
  }

  /**
   * Sets the size of the character vectors.
   *
   * @throws IllegalArgumentException if the size is out of range
   */
  public CharacterInput size(int size) {
    return new CharacterInput(name, size, standardDeviation, encoder, firstCharacters);
  }

  /**
   * Sets the deviation of the initial vectors, drawn from N(0, deviation²).
   *
   * @throws IllegalArgumentException if the deviation is out of range
   */
  public CharacterInput standardDeviation(double standardDeviation) {
    OptionalDouble given = OptionalDouble.of(standardDeviation);
    return new CharacterInput(name, size, given, encoder, firstCharacters);
  }

  /**
   * Encodes words by a bidirectional LSTM with {@code hiddenSize} units in each direction; the
   * word's vector is the final hidden state of both directions.
   *
   * @throws IllegalArgumentException if the hidden size is out of range
   */
  public CharacterInput lstm(int hiddenSize) {
    return lstm(hiddenSize, CharacterPooling.LAST);
  }

  /**
   * Encodes words by a bidirectional LSTM with {@code hiddenSize} units in each direction.
   *
   * @throws IllegalArgumentException if the hidden size is out of range
   */
  public CharacterInput lstm(int hiddenSize, CharacterPooling pooling) {
    return encoder(new CharacterLstm(hiddenSize, pooling));
  }

  /**
   * Encodes words by {@code filters} convolutions of each of {@code widths}.
   *
   * @throws IllegalArgumentException if a number is below 1
   */
  public CharacterInput cnn(int filters, int... widths) {
    NullChecks.require("widths", "an array", widths);
    List<Integer> all = IntStream.of(widths).boxed().toList();
    return encoder(new CharacterCnn(filters, all));
  }

  /** Encodes words by {@code encoder}. */
  public CharacterInput encoder(CharacterEncoder encoder) {
    return new CharacterInput(name, size, standardDeviation, encoder, firstCharacters);
  }

  /**
   * Reads only the first {@code count} characters of a word, instead of both ends of a long one.
   *
   * @throws IllegalArgumentException if the number is not from 1 to {@link #MAX_CHARACTERS}
   */
  public CharacterInput firstCharacters(int count) {
    return new CharacterInput(name, size, standardDeviation, encoder, OptionalInt.of(count));
  }

  /** Returns the code points of a word that this input reads, or from whose ends it reads. */
  public IntStream codePoints(String word) {
    IntStream all = word.codePoints();
    return firstCharacters.isPresent() ? all.limit(firstCharacters.getAsInt()) : all;
  }

  @Override
  public Class<CharacterColumn> columnType() {
    return CharacterColumn.class;
  }

  @Override
  public boolean cachesSteps() {
    return true;
  }

  @Override
  public Optional<WordReader<CharacterColumn>> wordReader() {
    return Optional.of(new CharacterReader(this));
  }

  private record CharacterReader(CharacterInput input) implements WordReader<CharacterColumn> {
    @Override
    public List<String> symbols(String word) {
      return input.codePoints(word).mapToObj(Character::toString).toList();
    }

    @Override
    public CharacterColumn column(List<String> words, ToIntFunction<String> index) {
      return new CharacterColumn(
          words.stream()
              .map(word -> symbols(word).stream().mapToInt(index).boxed().toList())
              .toList());
    }
  }

  @Override
  public Optional<Map<String, String>> settings() {
    return encoder.settings().map(this::settings);
  }

  private Map<String, String> settings(Map<String, String> ofEncoder) {
    Map<String, String> settings = new LinkedHashMap<>(ofEncoder);
    settings.put("size", Integer.toString(size));
    standardDeviation.ifPresent(given -> settings.put("deviation", Double.toString(given)));
    firstCharacters.ifPresent(count -> settings.put(FIRST, Integer.toString(count)));
    return settings;
  }

  /**
   * Reads {@link #settings}; empty without those of a character encoder.
   *
   * @throws IllegalArgumentException if a setting is missing or out of range
   */
  public static Optional<CharacterInput> read(String name, Settings settings) {
    return Stream.of(CharacterLstm.read(settings), CharacterCnn.read(settings))
        .<CharacterEncoder>flatMap(Optional::stream)
        .findFirst()
        .map(encoder -> CharacterInput.of(name).size(settings.number("size")).encoder(encoder))
        .map(
            input ->
                settings.has("deviation")
                    ? input.standardDeviation(settings.decimal("deviation"))
                    : input)
        .map(input -> settings.has(FIRST) ? input.firstCharacters(settings.number(FIRST)) : input);
  }

  @Override
  public int outputSize() {
    return encoder.outputSize();
  }

  @Override
  public List<ParameterSpec> parameters(int vocabularySize) {
    List<ParameterSpec> specs = new ArrayList<>();
    embedding(vocabularySize).parameters().forEach(p -> specs.add(p.within(name + "_emb")));
    encoder.parameters(size).forEach(p -> specs.add(p.named(encoderName(p.name()))));
    return specs;
  }

  /** Returns the full name of an encoder parameter. */
  public String encoderName(String parameter) {
    return name + "_" + parameter;
  }

  /** Returns the table of the characters' vectors. */
  public Embedding embedding(int vocabularySize) {
    return embedding(vocabularySize, size, standardDeviation);
  }

  private static Embedding embedding(int vocabularySize, int size, OptionalDouble deviation) {
    return new Embedding(
        vocabularySize, size, deviation.orElseGet(() -> 1 / Math.sqrt(Math.max(1, size))));
  }

  @Override
  public List<String> tables() {
    return List.of(table());
  }

  String table() {
    return name + "_emb.weight";
  }

  @Override
  public void require(CharacterColumn characters, int vocabularySize) {
    for (int t = 0; t < characters.steps(); t++) {
      for (int character : characters.words().get(t)) {
        if (character >= vocabularySize) {
          throw new IllegalArgumentException(
              "sequence: expected characters from 0 to %d, got %d at step %d of input %s"
                  .formatted(vocabularySize - 1, character, t, name));
        }
      }
    }
  }

  /** Returns the characters that are read: all of a word, or both ends of a long one. */
  public static int[] readCharacters(List<Integer> word) {
    int[] characters = new int[Math.min(word.size(), MAX_CHARACTERS)];
    for (int k = 0; k < characters.length; k++) {
      characters[k] = word.get(k < MAX_CHARACTERS / 2 ? k : word.size() - characters.length + k);
    }
    return characters;
  }

  @Override
  public Optional<InputInference<CharacterColumn>> inference(
      Function<String, FloatTensor> weights) {
    return encoder
        .inference(weights.apply(table()), name -> weights.apply(encoderName(name)))
        .map(
            onArrays ->
                (column, step, to, at) ->
                    onArrays.encode(readCharacters(column.words().get(step)), to, at));
  }
}
