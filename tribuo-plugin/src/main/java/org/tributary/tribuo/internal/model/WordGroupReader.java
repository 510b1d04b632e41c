package org.tributary.tribuo.internal.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.feature.CharacterColumn;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.Frequencies;
import org.tributary.feature.Gazetteer;
import org.tributary.feature.GazetteerInput;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.feature.VectorInput;
import org.tributary.feature.WordReader;
import org.tributary.internal.Excerpt;
import org.tributary.tagger.definition.Vocabulary;

/**
 * A reader of a group's words, whose columns the word reader of an input derives: characters, tags
 * in a gazetteer, token vectors or pretrained vectors. The last entry of its vocabulary is the
 * unknown one. A step without a word is read as an empty one; from pretrained vectors it reads
 * none.
 */
final class WordGroupReader<C extends InputColumn> implements InputReader {
  private final Input<C> input;
  private final String group;
  private final WordReader<C> words;
  private final Vocabulary vocabulary;

  /**
   * @param entries the vocabulary without the unknown entry
   * @throws IllegalArgumentException if an entry occurs twice
   */
  WordGroupReader(Input<C> input, String group, Collection<String> entries) {
    this.input = input;
    this.group = group;
    this.words = input.wordReader().orElseThrow();
    this.vocabulary = new Vocabulary(entries);
    if (vocabulary.size() < entries.size()) {
      Set<String> seen = new HashSet<>();
      String twice = entries.stream().filter(entry -> !seen.add(entry)).findFirst().orElseThrow();
      throw new IllegalArgumentException(
          "input %s: expected each word once, got '%s' twice"
              .formatted(input.name(), Excerpt.of(twice)));
    }
  }

  /** Returns a reader whose vocabulary is that of the domain's words, sorted. */
  static <C extends InputColumn> WordGroupReader<C> of(
      Input<C> input, String group, FeatureGroups groups) {
    WordReader<C> words = input.wordReader().orElseThrow();
    Set<String> symbols = new TreeSet<>();
    for (int id : groups.ids(group)) {
      symbols.addAll(words.symbols(FeatureGroups.symbol(groups.name(id))));
    }
    return new WordGroupReader<>(input, group, symbols);
  }

  @Override
  public List<String> names() {
    return vocabulary.symbols();
  }

  @Override
  public Input<?> ofWords(Optional<Gazetteer> gazetteer) {
    InputReader.requireWords(input.name(), what(), group);
    return input;
  }

  private String what() {
    if (input instanceof CharacterInput) {
      return "characters";
    }
    if (input instanceof GazetteerInput) {
      return "phrases";
    }
    return input instanceof VectorInput ? "vectors" : "token vectors";
  }

  @Override
  public int entries() {
    return vocabulary.size() + 1;
  }

  private int entry(String symbol) {
    return vocabulary.index(symbol).orElse(vocabulary.size());
  }

  @Override
  public Frequencies frequencies(List<InputColumn> columns) {
    Frequencies rare =
        words.replacesRare()
            ? Frequencies.of(counts(columns, entries()), vocabulary.size())
            : Frequencies.neverReplaced();
    return rare.withDropout(vocabulary.size(), words.dropout());
  }

  @Override
  public InputColumn read(List<StepFeatures> steps) {
    if (!(input instanceof VectorInput)) {
      return words.column(
          steps.stream().map(step -> step.symbol(group).orElse("")).toList(), this::entry);
    }
    FeatureColumn.Builder vectors = FeatureColumn.builder();
    for (StepFeatures step : steps) {
      vectors.step();
      step.symbol(group).stream()
          .flatMapToInt(word -> words.indices(word, this::entry))
          .forEach(entry -> vectors.feature(entry, 1f));
    }
    return vectors.build();
  }

  @Override
  public List<C> readTogether(List<SequenceExample<Label>> examples) {
    if (!words.readsSentence()) {
      return List.of();
    }
    List<List<String>> sentences = new ArrayList<>(examples.size());
    for (SequenceExample<Label> example : examples) {
      List<String> sentence = new ArrayList<>(example.size());
      for (Example<Label> step : example) {
        sentence.add(StepFeatures.symbol(step, group).orElse(""));
      }
      sentences.add(sentence);
    }
    return words.columns(sentences, this::entry);
  }

  /** Returns the number of occurrences of each of {@code entries} words or characters. */
  private static int[] counts(List<InputColumn> columns, int entries) {
    if (!columns.stream().allMatch(CharacterColumn.class::isInstance)) {
      return TableReader.counts(columns, entries);
    }
    int[] counts = new int[entries];
    for (InputColumn column : columns) {
      for (List<Integer> word : ((CharacterColumn) column).words()) {
        word.forEach(character -> counts[character]++);
      }
    }
    return counts;
  }

  @Override
  public void close() {
    words.close();
  }
}
