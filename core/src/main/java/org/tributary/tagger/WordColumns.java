package org.tributary.tagger;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tributary.input.CharacterColumn;
import org.tributary.input.CharacterInput;
import org.tributary.input.CharacterSequence;
import org.tributary.input.FeatureColumn;
import org.tributary.input.FeatureInput;
import org.tributary.input.Frequencies;
import org.tributary.input.Input;
import org.tributary.input.InputColumn;
import org.tributary.input.InputStep;
import org.tributary.input.Inputs;
import org.tributary.runtime.BoundedCache;

/** Input columns derived from plain words: word, lower-cased word and characters. */
final class WordColumns {
  /** Index of the unknown entry; the vocabulary's indices follow. */
  private static final int UNKNOWN = 0;

  /** Maximum number of cached words, about 1 KB each. */
  private static final int MAX_CACHED_WORDS = 16_384;

  /** Maximum length of a cached word, in chars; longer words seldom recur. */
  private static final int MAX_CACHED_LENGTH = 128;

  private final List<Column> columns;
  private final boolean readsCharacters;
  private final BoundedCache<String, InputStep> cache = new BoundedCache<>(MAX_CACHED_WORDS);

  private WordColumns(List<Column> columns) {
    this.columns = columns;
    this.readsCharacters =
        columns.stream().anyMatch(column -> column.input() instanceof CharacterInput);
  }

  /**
   * Creates columns with the vocabularies of the training data.
   *
   * @param words all tokens of the training data
   * @throws IllegalArgumentException if an input cannot be derived from plain words
   */
  static WordColumns of(Inputs inputs, List<String> words) {
    return new WordColumns(
        inputs.all().stream()
            .map(
                input -> {
                  UnaryOperator<String> normalisation = normalisation(input);
                  return new Column(
                      input,
                      normalisation,
                      input instanceof CharacterInput
                          ? entries(words.stream().flatMap(WordColumns::characters))
                          : entries(words.stream().map(normalisation)));
                })
            .toList());
  }

  /**
   * Creates columns with given vocabularies.
   *
   * @param entries the vocabulary of each input
   * @throws IllegalArgumentException as {@link #of}
   */
  static WordColumns withVocabularies(Inputs inputs, List<Vocabulary> entries) {
    return new WordColumns(
        IntStream.range(0, entries.size())
            .mapToObj(
                k -> {
                  Input input = inputs.all().get(k);
                  return new Column(input, normalisation(input), entries.get(k));
                })
            .toList());
  }

  private static UnaryOperator<String> normalisation(Input input) {
    boolean features = input instanceof FeatureInput;
    if (input instanceof CharacterInput
        || (features && input.name().equals(TaggerDefinition.WORD))) {
      return s -> s;
    }
    if (features && input.name().equals(TaggerDefinition.LOWER)) {
      return word -> word.toLowerCase(Locale.ROOT);
    }
    throw new IllegalArgumentException(
        "word tagger: expected inputs derived from plain words (words, lower case, characters), got %s; train a SequenceTagger on your own features"
            .formatted(input.name()));
  }

  private static Vocabulary entries(Stream<String> symbols) {
    return new Vocabulary(symbols.toList());
  }

  private static Stream<String> characters(String word) {
    return word.codePoints().mapToObj(Character::toString);
  }

  /** An input with its vocabulary and the normalisation of words before lookup. */
  private record Column(Input input, UnaryOperator<String> normalisation, Vocabulary entries) {
    int index(String symbol) {
      return entries.index(symbol).stream().map(k -> k + 1).findFirst().orElse(UNKNOWN);
    }

    int[] indices(String word) {
      return input instanceof CharacterInput
          ? characters(word).mapToInt(this::index).toArray()
          : new int[] {index(normalisation.apply(word))};
    }

    InputColumn of(List<String> sentence) {
      return input instanceof CharacterInput
          ? new CharacterColumn(
              sentence.stream().map(w -> CharacterSequence.of(indices(w))).toList())
          : FeatureColumn.ofWords(sentence.stream().mapToInt(w -> indices(w)[0]).toArray());
    }
  }

  /** Returns the vocabulary of each input. */
  List<Vocabulary> vocabularies() {
    return columns.stream().map(Column::entries).toList();
  }

  /** Returns the number of entries of each input, including the unknown entry. */
  List<Integer> vocabularySizes() {
    return columns.stream().map(c -> 1 + c.entries().size()).toList();
  }

  /** Returns the frequencies of each input's entries in {@code words}. */
  List<Frequencies> frequencies(List<String> words) {
    List<Frequencies> all = new ArrayList<>();
    for (Column column : columns) {
      int[] counts = new int[1 + column.entries().size()];
      for (String word : words) {
        for (int entry : column.indices(word)) {
          counts[entry]++;
        }
      }
      all.add(Frequencies.of(counts, UNKNOWN));
    }
    return all;
  }

  /** Returns the features of a sentence. */
  FeatureSequence read(List<String> sentence) {
    return FeatureSequence.of(columnsOf(sentence));
  }

  /**
   * Returns the features of a sentence, through a cache of word features when an input reads
   * characters.
   */
  FeatureSequence readCached(List<String> sentence) {
    return readsCharacters
        ? FeatureSequence.ofSteps(sentence.stream().map(this::step).toList())
        : read(sentence);
  }

  private InputStep step(String word) {
    return word.length() > MAX_CACHED_LENGTH ? newStep(word) : cache.get(word, this::newStep);
  }

  private InputStep newStep(String word) {
    return InputStep.of(columnsOf(List.of(word)));
  }

  private List<InputColumn> columnsOf(List<String> words) {
    return columns.stream().map(c -> c.of(words)).toList();
  }
}
