package org.tributary.tribuo.input.internal;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tributary.feature.CharacterColumn;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.CharacterSequence;
import org.tributary.feature.Frequencies;
import org.tributary.feature.InputColumn;

/**
 * A reader of the characters of a group's words. Its vocabulary is the code points of the domain's
 * words, sorted as strings, followed by the unknown character.
 */
final class CharacterReader implements InputReader {
  private final CharacterInput input;
  private final String group;
  private final Map<Integer, Integer> entryOf = new HashMap<>(); // by code point

  CharacterReader(CharacterInput input, String group, FeatureGroups groups) {
    this.input = input;
    this.group = group;
    BitSet characters = new BitSet();
    for (int id : groups.ids(group)) {
      input.codePoints(FeatureGroups.symbol(groups.name(id))).forEach(characters::set);
    }
    characters.stream()
        .boxed()
        .sorted(Comparator.comparing(Character::toString))
        .forEach(character -> entryOf.put(character, entryOf.size()));
  }

  /** Returns the characters of all entries except the unknown one. */
  List<String> characters() {
    String[] characters = new String[entryOf.size()];
    entryOf.forEach((character, entry) -> characters[entry] = Character.toString(character));
    return List.of(characters);
  }

  @Override
  public int entries() {
    return entryOf.size() + 1;
  }

  @Override
  public Frequencies frequencies(List<InputColumn> columns) {
    return Frequencies.of(counts(columns, entries()), entryOf.size());
  }

  @Override
  public InputColumn read(List<StepFeatures> steps) {
    return new CharacterColumn(
        steps.stream()
            .map(s -> s.symbol(group).map(this::characters).orElse(CharacterSequence.of()))
            .toList());
  }

  private CharacterSequence characters(String word) {
    return CharacterSequence.of(
        input.codePoints(word).map(c -> entryOf.getOrDefault(c, entryOf.size())).toArray());
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
