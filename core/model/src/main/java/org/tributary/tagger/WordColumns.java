package org.tributary.tagger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tributary.feature.Frequencies;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.feature.Inputs;
import org.tributary.feature.NumberColumn;
import org.tributary.feature.WordReader;
import org.tributary.internal.BoundedCache;
import org.tributary.internal.NullChecks;
import org.tributary.internal.ResultCheck;
import org.tributary.internal.TaskPool;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.Vocabulary;

/**
 * A reader of sentences into feature sequences, with the vocabulary of each input. The inputs'
 * {@linkplain WordReader readers} derive the columns from plain words. The entries of an input are
 * its vocabulary, sorted as Tribuo sorts the features of a domain, and the unknown entry after
 * them, so that equal data has equal entries in both.
 */
public final class WordColumns implements AutoCloseable {
  /** Maximum number of cached words; fewer in a small heap. */
  private static final int MAX_CACHED_WORDS = 16_384;

  /** Approximate size of a cached word. */
  private static final int WORD_BYTES = 1_024;

  /** Maximum length of a cached word, in chars; longer words seldom recur. */
  private static final int MAX_CACHED_LENGTH = 128;

  private final List<Column<?>> columns;
  private final boolean cachesSteps;
  private final BoundedCache<String, FeatureSequence> cache =
      BoundedCache.withinHeap(MAX_CACHED_WORDS, WORD_BYTES);

  private WordColumns(Inputs inputs, List<Column<?>> columns) {
    this.columns = columns;
    this.cachesSteps =
        inputs.cachesSteps() && columns.stream().allMatch(column -> column.reader().isPresent());
  }

  /**
   * Creates columns with the vocabularies of the training data.
   *
   * @param sentences the tokens of each sentence of the training data
   * @throws IllegalArgumentException if an input cannot be derived from plain words
   */
  public static WordColumns of(Inputs inputs, List<List<String>> sentences) {
    List<Column<?>> columns = new ArrayList<>();
    Set<String> distinct = new HashSet<>();
    sentences.forEach(distinct::addAll);
    for (Input<?> input : inputs.all()) {
      columns.add(column(input, reader -> vocabulary(reader, distinct, sentences)));
    }
    return new WordColumns(inputs, columns);
  }

  private static Vocabulary vocabulary(
      WordReader<?> reader, Set<String> words, List<List<String>> sentences) {
    Optional<List<String>> fixed = reader.vocabulary();
    if (fixed.isPresent()) {
      return new Vocabulary(fixed.get());
    }
    Set<String> symbols = new TreeSet<>();
    if (reader.readsSentence()) {
      sentences.forEach(sentence -> symbols.addAll(symbols(reader, sentence)));
    } else {
      words.forEach(word -> symbols.addAll(symbols(reader, word)));
    }
    return new Vocabulary(symbols);
  }

  /**
   * Creates columns with given vocabularies.
   *
   * @param entries the vocabulary of each input
   * @throws IllegalArgumentException as {@link #of}, or if there are more or fewer vocabularies
   *     than inputs
   */
  public static WordColumns withVocabularies(Inputs inputs, List<Vocabulary> entries) {
    List<Column<?>> columns = new ArrayList<>();
    NullChecks.requireElements("vocabularies", "vocabulary", entries);
    if (entries.size() != inputs.all().size()) {
      throw new IllegalArgumentException(
          "vocabularies: expected one for each of the inputs %s, got %d"
              .formatted(inputs.all().stream().map(Input::name).toList(), entries.size()));
    }
    for (int k = 0; k < entries.size(); k++) {
      Vocabulary given = entries.get(k);
      columns.add(column(inputs.all().get(k), reader -> given));
    }
    return new WordColumns(inputs, columns);
  }

  private static <C extends InputColumn> Column<C> column(
      Input<C> input, Function<WordReader<?>, Vocabulary> vocabulary) {
    Optional<WordReader<C>> reader = input.wordReader();
    if (reader.isEmpty() && !input.columnType().equals(NumberColumn.class)) {
      throw new IllegalArgumentException(
          "word tagger: expected inputs derived from plain words (words, lower case, prefix1, suffix1 and longer ones, shape, characters, vectors) or numbers, got %s; say which form of words it reads, such as features(\"%s\", WordForm.suffix(3), 32), or train a SequenceTagger on your own features"
              .formatted(input.name(), input.name()));
    }
    return new Column<>(
        input.name(), reader, reader.map(vocabulary).orElseGet(() -> new Vocabulary(List.of())));
  }

  private static List<String> symbols(WordReader<?> reader, String word) {
    return ResultCheck.of(reader, "symbols")
        .present("the symbols of a word, an empty list for none", reader.symbols(word));
  }

  private static List<String> symbols(WordReader<?> reader, List<String> sentence) {
    return ResultCheck.of(reader, "sentenceSymbols")
        .present(
            "the symbols of a sentence, an empty list for none", reader.sentenceSymbols(sentence));
  }

  /**
   * The source of one input's columns: a reader of words with its vocabulary, or without a reader
   * the numbers of each sentence.
   */
  private record Column<C extends InputColumn>(
      String input, Optional<WordReader<C>> reader, Vocabulary entries) {

    int index(String symbol) {
      return entries.index(symbol).orElse(entries.size());
    }

    int size() {
      return reader.isPresent() ? entries.size() + 1 : 0;
    }

    Frequencies frequencies(List<List<String>> sentences) {
      if (reader.isEmpty()) {
        return Frequencies.neverReplaced();
      }
      Frequencies rare = Frequencies.neverReplaced();
      if (reader.get().replacesRare()) {
        int[] counts = new int[size()];
        for (List<String> sentence : sentences) {
          if (reader.get().readsSentence()) {
            count("sentenceIndices", reader.get().sentenceIndices(sentence, this::index), counts);
          } else {
            sentence.forEach(
                word -> count("indices", reader.get().indices(word, this::index), counts));
          }
        }
        rare = Frequencies.of(counts, entries.size());
      }
      return rare.withDropout(entries.size(), reader.get().dropout());
    }

    private void count(String method, IntStream indices, int[] counts) {
      ResultCheck.of(reader.orElseThrow(), method)
          .present("the indices of a word or sentence", indices)
          .forEach(index -> counts[index]++);
    }

    /** Returns the column of each sentence. */
    List<? extends InputColumn> of(List<Sentence> sentences) {
      return reader.isPresent()
          ? read(reader.get(), sentences.stream().map(Sentence::tokens).toList())
          : sentences.stream().map(sentence -> numbers(sentence.numbers())).toList();
    }

    private List<C> read(WordReader<C> from, List<List<String>> sentences) {
      ResultCheck answer = ResultCheck.of(from, "columns");
      List<C> columns =
          answer.present("the column of each sentence", from.columns(sentences, this::index));
      if (columns.size() != sentences.size()) {
        throw new IllegalArgumentException(
            "%s: expected %d columns, one for each sentence, got %d"
                .formatted(answer.method(), sentences.size(), columns.size()));
      }
      ResultCheck each = ResultCheck.of(from, "column");
      for (int k = 0; k < columns.size(); k++) {
        int steps = sentences.get(k).size();
        C column = each.present("the column of a sentence", columns.get(k));
        if (column.steps() != steps) {
          throw new IllegalArgumentException(
              "%s: expected a column of %d steps, one for each word, got %d steps"
                  .formatted(each.method(), steps, column.steps()));
        }
      }
      return columns;
    }

    private NumberColumn numbers(Map<String, NumberColumn> ofSentence) {
      NumberColumn numbers = ofSentence.get(input);
      if (numbers == null) {
        throw new IllegalArgumentException(
            "word tagger: expected numbers for the input %s in every sentence, got those of %s; add them by withNumbers"
                .formatted(input, ofSentence.keySet()));
      }
      return numbers;
    }
  }

  /** Returns the vocabulary of each input. */
  public List<Vocabulary> vocabularies() {
    return columns.stream().<Vocabulary>map(Column::entries).toList();
  }

  /** Returns the number of entries of each input, including the unknown entry; 0 for numbers. */
  public List<Integer> vocabularySizes() {
    return columns.stream().<Integer>map(Column::size).toList();
  }

  /** Returns the frequencies of each input's entries in the tokens of sentences. */
  public List<Frequencies> frequencies(List<List<String>> sentences) {
    return columns.stream().map(column -> column.frequencies(sentences)).toList();
  }

  /** Returns the features of each sentence. */
  public List<FeatureSequence> read(List<Sentence> sentences) {
    List<List<? extends InputColumn>> all = new ArrayList<>();
    columns.forEach(column -> all.add(column.of(sentences)));
    List<FeatureSequence> read = new ArrayList<>(sentences.size());
    for (int k = 0; k < sentences.size(); k++) {
      int sentence = k;
      read.add(
          FeatureSequence.of(
              all.stream().<InputColumn>map(ofInput -> ofInput.get(sentence)).toList()));
    }
    return read;
  }

  /**
   * Returns the features of each sentence, through a cache of word features if an input caches
   * steps, none reads numbers and none reads sentences.
   *
   * @throws org.tributary.InterruptedCallException if the call is interrupted between two sentences
   */
  List<FeatureSequence> readCached(List<Sentence> sentences) {
    if (!cachesSteps) {
      return read(sentences);
    }
    List<FeatureSequence> read = new ArrayList<>(sentences.size());
    for (Sentence sentence : sentences) {
      TaskPool.requireUninterrupted(read.size(), sentences.size());
      read.add(FeatureSequence.ofSteps(sentence.tokens().stream().map(this::step).toList()));
    }
    return read;
  }

  /** Returns the cache of word features. */
  TaggerCache cache() {
    return TaggerCache.of(cache::size, cache::clear);
  }

  private FeatureSequence step(String word) {
    return word.length() > MAX_CACHED_LENGTH ? newStep(word) : cache.get(word, this::newStep);
  }

  private FeatureSequence newStep(String word) {
    return read(List.of(new Sentence(List.of(word)))).get(0);
  }

  /** Frees the native memory of the inputs' readers, after the calls that run. Idempotent. */
  @Override
  public void close() {
    columns.forEach(column -> column.reader().ifPresent(WordReader::close));
  }
}
