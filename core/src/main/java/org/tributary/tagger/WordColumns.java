package org.tributary.tagger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tributary.feature.Frequencies;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.feature.InputStep;
import org.tributary.feature.Inputs;
import org.tributary.feature.WordReader;
import org.tributary.internal.runtime.BoundedCache;
import org.tributary.tagger.definition.FeatureSequence;

/**
 * Input columns derived from plain words by the inputs' {@linkplain WordReader readers}. The
 * entries of an input are its vocabulary, sorted as Tribuo sorts the features of a domain, and the
 * unknown entry after them, so that equal data has equal entries in both.
 */
final class WordColumns {
  /** Maximum number of cached words, about 1 KB each. */
  private static final int MAX_CACHED_WORDS = 16_384;

  /** Maximum length of a cached word, in chars; longer words seldom recur. */
  private static final int MAX_CACHED_LENGTH = 128;

  private final List<Column<?>> columns;
  private final boolean cachesSteps;
  private final BoundedCache<String, InputStep> cache = new BoundedCache<>(MAX_CACHED_WORDS);

  private WordColumns(Inputs inputs, List<Column<?>> columns) {
    this.columns = columns;
    this.cachesSteps = inputs.cachesSteps();
  }

  /**
   * Creates columns with the vocabularies of the training data.
   *
   * @param words all tokens of the training data
   * @throws IllegalArgumentException if an input cannot be derived from plain words
   */
  static WordColumns of(Inputs inputs, List<String> words) {
    List<Column<?>> columns = new ArrayList<>();
    for (Input<?> input : inputs.all()) {
      WordReader<?> reader = reader(input);
      columns.add(new Column<>(reader, vocabulary(reader, words)));
    }
    return new WordColumns(inputs, columns);
  }

  private static Vocabulary vocabulary(WordReader<?> reader, List<String> words) {
    Optional<List<String>> fixed = reader.vocabulary();
    if (fixed.isPresent()) {
      return new Vocabulary(fixed.get());
    }
    Set<String> symbols = new TreeSet<>();
    Set.copyOf(words).forEach(word -> symbols.addAll(reader.symbols(word)));
    return new Vocabulary(symbols);
  }

  /**
   * Creates columns with given vocabularies.
   *
   * @param entries the vocabulary of each input
   * @throws IllegalArgumentException as {@link #of}
   */
  static WordColumns withVocabularies(Inputs inputs, List<Vocabulary> entries) {
    List<Column<?>> columns = new ArrayList<>();
    for (int k = 0; k < entries.size(); k++) {
      columns.add(new Column<>(reader(inputs.all().get(k)), entries.get(k)));
    }
    return new WordColumns(inputs, columns);
  }

  private static WordReader<?> reader(Input<?> input) {
    Optional<? extends WordReader<?>> reader = input.wordReader();
    return reader.orElseThrow(
        () ->
            new IllegalArgumentException(
                "word tagger: expected inputs derived from plain words (words, lower case, prefix1, suffix1 and longer ones, shape, characters, vectors), got %s; train a SequenceTagger on your own features"
                    .formatted(input.name())));
  }

  /** The reader of an input with its vocabulary. */
  private record Column<C extends InputColumn>(WordReader<C> reader, Vocabulary entries) {
    int index(String symbol) {
      return entries.index(symbol).orElse(unknown());
    }

    int unknown() {
      return entries.size();
    }

    InputColumn of(List<String> sentence) {
      return reader.column(sentence, this::index);
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
    for (Column<?> column : columns) {
      if (!column.reader().replacesRare()) {
        all.add(Frequencies.neverReplaced());
        continue;
      }
      int[] counts = new int[1 + column.entries().size()];
      for (String word : words) {
        for (String symbol : column.reader().symbols(word)) {
          counts[column.index(symbol)]++;
        }
      }
      all.add(Frequencies.of(counts, column.unknown()));
    }
    return all;
  }

  /** Returns the features of a sentence. */
  FeatureSequence read(List<String> sentence) {
    return FeatureSequence.of(columnsOf(sentence));
  }

  /**
   * Returns the features of a sentence, through a cache of word features if an input caches steps.
   */
  FeatureSequence readCached(List<String> sentence) {
    return cachesSteps
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
