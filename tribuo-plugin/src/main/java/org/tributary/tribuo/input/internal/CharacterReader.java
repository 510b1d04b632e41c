package org.tributary.tribuo.input.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tributary.feature.Frequencies;
import org.tributary.feature.InputColumn;
import org.tributary.feature.character.CharacterColumn;
import org.tributary.feature.character.CharacterInput;
import org.tributary.feature.character.CharacterSequence;

/**
 * A reader of the characters of a group's words. Its vocabulary is the code points of the domain's
 * words, sorted as strings, followed by the unknown character.
 */
final class CharacterReader implements InputReader {
  private final CharacterInput input;
  private final String group;
  private final Map<Integer, Integer> entryOf = new HashMap<>(); // by code point
  private final int[] counts;

  CharacterReader(CharacterInput input, String group, FeatureGroups groups) {
    this.input = input;
    this.group = group;
    Map<Integer, Integer> found = new HashMap<>(); // sorted when complete, which is faster
    for (int id : groups.ids(group)) {
      int count = groups.count(id);
      for (int character : input.codePoints(FeatureGroups.value(groups.name(id))).toArray()) {
        found.merge(character, count, CharacterReader::saturatedSum);
      }
    }
    List<Integer> sorted = new ArrayList<>(found.keySet());
    sorted.sort(Comparator.comparing(Character::toString));
    this.counts = new int[sorted.size() + 1];
    for (int character : sorted) {
      counts[entryOf.size()] = found.get(character);
      entryOf.put(character, entryOf.size());
    }
  }

  private static int saturatedSum(int a, int b) {
    return (int) Math.min((long) a + b, Integer.MAX_VALUE);
  }

  /** Returns the characters of all entries except the unknown one. */
  List<String> characters() {
    String[] characters = new String[entryOf.size()];
    entryOf.forEach((character, entry) -> characters[entry] = Character.toString(character));
    return List.of(characters);
  }

  @Override
  public int entries() {
    return counts.length;
  }

  @Override
  public Frequencies frequencies() {
    return Frequencies.of(counts, counts.length - 1);
  }

  @Override
  public Frequencies frequencies(List<InputColumn> columns) {
    return Frequencies.of(counts(columns, entries()), counts.length - 1);
  }

  @Override
  public InputColumn read(List<StepFeatures> steps) {
    return new CharacterColumn(
        steps.stream()
            .map(s -> s.value(group).map(this::characters).orElse(CharacterSequence.of()))
            .toList());
  }

  private CharacterSequence characters(String word) {
    return CharacterSequence.of(
        input.codePoints(word).map(c -> entryOf.getOrDefault(c, counts.length - 1)).toArray());
  }

  /** Returns the number of occurrences of each of {@code entries} characters. */
  private static int[] counts(List<InputColumn> columns, int entries) {
    int[] counts = new int[entries];
    for (InputColumn column : columns) {
      for (CharacterSequence word : ((CharacterColumn) column).words()) {
        for (int k = 0; k < word.length(); k++) {
          counts[word.character(k)]++;
        }
      }
    }
    return counts;
  }
}
