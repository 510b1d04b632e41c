package org.tributary.tagger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.tributary.concurrent.TaskPool;
import org.tributary.feature.Frequencies;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.feature.InputStep;
import org.tributary.feature.Inputs;
import org.tributary.feature.NumberColumn;
import org.tributary.feature.WordReader;
import org.tributary.internal.check.NullChecks;
import org.tributary.internal.check.ResultCheck;
import org.tributary.internal.runtime.BoundedCache;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.Vocabulary;
import org.tributary.tagger.sequence.TaggerCache;

/**
 * A reader of sentences into feature sequences, with the vocabulary of each input. The inputs'
 * {@linkplain WordReader readers} derive the columns from plain words. The entries of an input are
 * its vocabulary, sorted as Tribuo sorts the features of a domain, and the unknown entry after
 * them, so that equal data has equal entries in both.
 */
public final class WordColumns implements AutoCloseable {
  /** Maximum number of cached words, about 1 KB each. */
  private static final int MAX_CACHED_WORDS = 16_384;

  /** Maximum length of a cached word, in chars; longer words seldom recur. */
  private static final int MAX_CACHED_LENGTH = 128;

  private final List<Column> columns;
  private final boolean cachesSteps;
  private final BoundedCache<String, InputStep> cache = new BoundedCache<>(MAX_CACHED_WORDS);

  private WordColumns(Inputs inputs, List<Column> columns) {
    this.columns = columns;
    this.cachesSteps =
        inputs.cachesSteps() && columns.stream().noneMatch(Numbers.class::isInstance);
  }

  /**
   * Creates columns with the vocabularies of the training data.
   *
   * @param words all tokens of the training data
   * @throws IllegalArgumentException if an input cannot be derived from plain words
   */
  public static WordColumns of(Inputs inputs, List<String> words) {
    List<Column> columns = new ArrayList<>();
    for (Input<?> input : inputs.all()) {
      columns.add(column(input, reader -> vocabulary(reader, words)));
    }
    return new WordColumns(inputs, columns);
  }

  private static Vocabulary vocabulary(WordReader<?> reader, List<String> words) {
    Optional<List<String>> fixed = reader.vocabulary();
    if (fixed.isPresent()) {
      return new Vocabulary(fixed.get());
    }
    Set<String> symbols = new TreeSet<>();
    Set.copyOf(words).forEach(word -> symbols.addAll(symbols(reader, word)));
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
    List<Column> columns = new ArrayList<>();
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

  private static Column column(Input<?> input, Function<WordReader<?>, Vocabulary> vocabulary) {
    Optional<? extends WordReader<?>> own = input.wordReader();
    if (own.isEmpty() && input.columnType().equals(NumberColumn.class)) {
      return new Numbers(input.name());
    }
    WordReader<?> reader =
        own.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "word tagger: expected inputs derived from plain words (words, lower case, prefix1, suffix1 and longer ones, shape, characters, vectors) or numbers, got %s; say which form of words it reads, such as features(\"%s\", WordForm.suffix(3), 32), or train a SequenceTagger on your own features"
                        .formatted(input.name(), input.name())));
    return new Words<>(reader, vocabulary.apply(reader));
  }

  /** The source of one input's columns. */
  private sealed interface Column {
    /** Returns the vocabulary; empty for numbers. */
    Vocabulary entries();

    int size();

    Frequencies frequencies(List<String> words);

    /** Returns the column of each sentence. */
    List<? extends InputColumn> of(List<Sentence> sentences);

    /** Frees native memory. */
    void close();
  }

  private static List<String> symbols(WordReader<?> reader, String word) {
    return ResultCheck.of(reader, "symbols")
        .present("the symbols of a word, an empty list for none", reader.symbols(word));
  }

  /** The reader of an input with its vocabulary. */
  private record Words<C extends InputColumn>(WordReader<C> reader, Vocabulary entries)
      implements Column {
    int index(String symbol) {
      return entries.index(symbol).orElse(unknown());
    }

    int unknown() {
      return entries.size();
    }

    @Override
    public int size() {
      return entries.size() + 1;
    }

    @Override
    public Frequencies frequencies(List<String> words) {
      return rareReplaced(words).withDropout(unknown(), reader.dropout());
    }

    private Frequencies rareReplaced(List<String> words) {
      if (!reader.replacesRare()) {
        return Frequencies.neverReplaced();
      }
      int[] counts = new int[size()];
      for (String word : words) {
        ResultCheck.of(reader, "entries")
            .present("the entries of a word", reader.entries(word, this::index))
            .forEach(entry -> counts[entry]++);
      }
      return Frequencies.of(counts, unknown());
    }

    @Override
    public List<C> of(List<Sentence> sentences) {
      ResultCheck answer = ResultCheck.of(reader, "columns");
      List<C> columns =
          answer.present(
              "the column of each sentence",
              reader.columns(sentences.stream().map(Sentence::tokens).toList(), this::index));
      if (columns.size() != sentences.size()) {
        throw new IllegalArgumentException(
            "%s: expected %d columns, one for each sentence, got %d"
                .formatted(answer.method(), sentences.size(), columns.size()));
      }
      ResultCheck each = ResultCheck.of(reader, "column");
      for (int k = 0; k < columns.size(); k++) {
        int steps = sentences.get(k).tokens().size();
        C column = each.present("the column of a sentence", columns.get(k));
        if (column.steps() != steps) {
          throw new IllegalArgumentException(
              "%s: expected a column of %d steps, one for each word, got %d steps"
                  .formatted(each.method(), steps, column.steps()));
        }
      }
      return columns;
    }

    @Override
    public void close() {
      reader.close();
    }
  }

  /** The numbers of a sentence. */
  private record Numbers(String name) implements Column {
    @Override
    public Vocabulary entries() {
      return new Vocabulary(List.of());
    }

    @Override
    public int size() {
      return 0;
    }

    @Override
    public Frequencies frequencies(List<String> words) {
      return Frequencies.neverReplaced();
    }

    @Override
    public List<NumberColumn> of(List<Sentence> sentences) {
      return sentences.stream().map(this::of).toList();
    }

    @Override
    public void close() {}

    private NumberColumn of(Sentence sentence) {
      NumberColumn numbers = sentence.numbers().get(name);
      if (numbers == null) {
        throw new IllegalArgumentException(
            "word tagger: expected numbers for the input %s in every sentence, got those of %s; add them by withNumbers"
                .formatted(name, sentence.numbers().keySet()));
      }
      return numbers;
    }
  }

  /** Returns the vocabulary of each input. */
  public List<Vocabulary> vocabularies() {
    return columns.stream().map(Column::entries).toList();
  }

  /** Returns the number of entries of each input, including the unknown entry; 0 for numbers. */
  public List<Integer> vocabularySizes() {
    return columns.stream().map(Column::size).toList();
  }

  /** Returns the frequencies of each input's entries in {@code words}. */
  public List<Frequencies> frequencies(List<String> words) {
    return columns.stream().map(column -> column.frequencies(words)).toList();
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
   * @throws org.tributary.concurrent.InterruptedCallException if the call is interrupted between
   *     two sentences
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

  private InputStep step(String word) {
    return word.length() > MAX_CACHED_LENGTH ? newStep(word) : cache.get(word, this::newStep);
  }

  private InputStep newStep(String word) {
    List<Sentence> alone = List.of(new Sentence(List.of(word)));
    return InputStep.of(columns.stream().<InputColumn>map(c -> c.of(alone).get(0)).toList());
  }

  /** Frees the native memory of the inputs' readers, after the calls that run. Idempotent. */
  @Override
  public void close() {
    columns.forEach(Column::close);
  }
}
