package org.tributary.tribuo.input;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tributary.input.CharacterColumn;
import org.tributary.input.CharacterSequence;
import org.tributary.input.Frequencies;
import org.tributary.input.InputColumn;

/**
 * Reads the characters of a group's words. The characters are the code points of the domain's
 * words, in their order, and last the unknown one.
 */
final class CharacterReader implements InputReader {
  private final String group;
  private final Map<Integer, Integer> entryOf = new HashMap<>(); // by code point
  private final int[] counts;

  CharacterReader(String group, FeatureGroups groups) {
    this.group = group;
    Map<Integer, Integer> found = new TreeMap<>();
    for (int id : groups.ids(group)) {
      int count = groups.count(id);
      FeatureGroups.value(groups.name(id))
          .codePoints()
          .forEach(c -> found.merge(c, count, CharacterReader::sum));
    }
    this.counts = new int[found.size() + 1];
    found.forEach(
        (character, count) -> {
          counts[entryOf.size()] = count;
          entryOf.put(character, entryOf.size());
        });
  }

  private static int sum(int a, int b) {
    return (int) Math.min((long) a + b, Integer.MAX_VALUE);
  }

  @Override
  public int entries() {
    return counts.length;
  }

  @Override
  public Frequencies occurrences() {
    return Frequencies.of(counts, counts.length - 1);
  }

  @Override
  public InputColumn read(List<StepFeatures> steps) {
    return new CharacterColumn(
        steps.stream()
            .map(s -> s.value(group).map(this::spelling).orElse(CharacterSequence.of()))
            .toList());
  }

  private CharacterSequence spelling(String word) {
    return CharacterSequence.of(
        word.codePoints().map(c -> entryOf.getOrDefault(c, counts.length - 1)).toArray());
  }
}
