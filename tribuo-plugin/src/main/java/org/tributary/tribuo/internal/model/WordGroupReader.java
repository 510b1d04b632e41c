package org.tributary.tribuo.internal.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.feature.CharacterColumn;
import org.tributary.feature.Frequencies;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.feature.WordReader;
import org.tributary.tagger.definition.Vocabulary;

/**
 * A reader of a group's words, whose columns the word reader of an input derives: characters or
 * token vectors. Its vocabulary is that of the domain's words, sorted, followed by the unknown
 * entry. A step without a word is read as an empty one.
 */
final class WordGroupReader<C extends InputColumn> implements InputReader {
  private final String group;
  private final WordReader<C> words;
  private final Vocabulary vocabulary;

  WordGroupReader(Input<C> input, String group, FeatureGroups groups) {
    this.group = group;
    this.words = input.wordReader().orElseThrow();
    Set<String> symbols = new TreeSet<>();
    for (int id : groups.ids(group)) {
      symbols.addAll(words.symbols(FeatureGroups.symbol(groups.name(id))));
    }
    this.vocabulary = new Vocabulary(symbols);
  }

  /** Returns the symbols of all entries except the unknown one. */
  List<String> symbols() {
    return vocabulary.entries();
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
    return words.replacesRare()
        ? Frequencies.of(counts(columns, entries()), vocabulary.size())
        : Frequencies.neverReplaced();
  }

  @Override
  public InputColumn read(List<StepFeatures> steps) {
    return words.column(
        steps.stream().map(step -> step.symbol(group).orElse("")).toList(), this::entry);
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

  /** Returns the number of occurrences of each of {@code entries} characters. */
  private static int[] counts(List<InputColumn> columns, int entries) {
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
