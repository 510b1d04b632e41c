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

/** What a tagger's inputs read of plain words: the word, its lower case, its characters. */
final class WordColumns {
  /** The index of what training has not seen; the vocabulary's follow. */
  private static final int UNKNOWN = 0;

  /** How many words are remembered at most, for some 1 KB each. */
  private static final int WORDS = 16_384;

  /** A longer word seldom comes again, and is not remembered. */
  private static final int LONGEST = 128;

  private final List<Column> columns;
  private final boolean spelt;
  private final BoundedCache<String, InputStep> memory = new BoundedCache<>(WORDS);

  private WordColumns(List<Column> columns) {
    this.columns = columns;
    this.spelt = columns.stream().anyMatch(column -> column.input() instanceof CharacterInput);
  }

  /**
   * Collects what there is to read in the training data.
   *
   * @throws IllegalArgumentException if plain words do not give what an input reads
   */
  static WordColumns of(Inputs inputs, List<String> words) {
    return new WordColumns(
        inputs.all().stream()
            .map(
                input -> {
                  UnaryOperator<String> form = form(input);
                  return new Column(
                      input,
                      form,
                      input instanceof CharacterInput
                          ? entries(words.stream().flatMap(WordColumns::letters))
                          : entries(words.stream().map(form)));
                })
            .toList());
  }

  /**
   * What was collected before.
   *
   * @param entries of each input
   * @throws IllegalArgumentException as {@link #of}
   */
  static WordColumns known(Inputs inputs, List<Vocabulary> entries) {
    return new WordColumns(
        IntStream.range(0, entries.size())
            .mapToObj(
                k -> {
                  Input input = inputs.all().get(k);
                  return new Column(input, form(input), entries.get(k));
                })
            .toList());
  }

  private static UnaryOperator<String> form(Input input) {
    boolean features = input instanceof FeatureInput;
    if (input instanceof CharacterInput
        || (features && input.name().equals(TaggerDefinition.WORD))) {
      return s -> s;
    }
    if (features && input.name().equals(TaggerDefinition.LOWER)) {
      return word -> word.toLowerCase(Locale.ROOT);
    }
    throw new IllegalArgumentException(
        "word tagger: expected inputs that plain words give (words, lower case, characters), got %s; train a SequenceTagger on features of your own"
            .formatted(input.name()));
  }

  private static Vocabulary entries(Stream<String> symbols) {
    return new Vocabulary(symbols.toList());
  }

  private static Stream<String> letters(String word) {
    return word.codePoints().mapToObj(Character::toString);
  }

  private record Column(Input input, UnaryOperator<String> form, Vocabulary entries) {
    int index(String symbol) {
      return entries.index(symbol).stream().map(k -> k + 1).findFirst().orElse(UNKNOWN);
    }

    int[] indices(String word) {
      return input instanceof CharacterInput
          ? letters(word).mapToInt(this::index).toArray()
          : new int[] {index(form.apply(word))};
    }

    InputColumn of(List<String> sentence) {
      return input instanceof CharacterInput
          ? new CharacterColumn(
              sentence.stream().map(w -> CharacterSequence.of(indices(w))).toList())
          : FeatureColumn.ofWords(sentence.stream().mapToInt(w -> indices(w)[0]).toArray());
    }
  }

  /** For each input, what it knows. */
  List<Vocabulary> vocabularies() {
    return columns.stream().map(Column::entries).toList();
  }

  /** For each input, how many entries it has. */
  List<Integer> entries() {
    return columns.stream().map(c -> 1 + c.entries().size()).toList();
  }

  /** For each input, how often its entries come in {@code words}. */
  List<Frequencies> occurrences(List<String> words) {
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

  /** What the inputs read of a sentence. */
  FeatureSequence read(List<String> sentence) {
    return FeatureSequence.of(columnsOf(sentence));
  }

  /**
   * The same of a sentence that is one of many: where words are spelt, each is read once and
   * remembered, for the words of a language come again.
   */
  FeatureSequence readCached(List<String> sentence) {
    return spelt
        ? FeatureSequence.ofSteps(sentence.stream().map(this::step).toList())
        : read(sentence);
  }

  private InputStep step(String word) {
    return word.length() > LONGEST ? stepAnew(word) : memory.recall(word, this::stepAnew);
  }

  private InputStep stepAnew(String word) {
    return InputStep.of(columnsOf(List.of(word)));
  }

  private List<InputColumn> columnsOf(List<String> words) {
    return columns.stream().map(c -> c.of(words)).toList();
  }
}
