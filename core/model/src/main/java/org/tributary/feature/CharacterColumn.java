package org.tributary.feature;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A column of words as sequences of characters.
 *
 * @param words the characters of each step's word, as rows of the character table; empty for a step
 *     without a word, which is encoded as zeros
 */
public record CharacterColumn(List<List<Integer>> words) implements InputColumn {
  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if a character is below 0
   */
  public CharacterColumn {
    words = words.stream().map(List::copyOf).toList();
    for (List<Integer> word : words) {
      if (word.stream().anyMatch(character -> character < 0)) {
        throw new IllegalArgumentException(
            "characters: expected indices of at least 0, got %s".formatted(word));
      }
    }
  }

  @Override
  public int steps() {
    return words.size();
  }

  @Override
  public CharacterColumn then(List<InputColumn> others) {
    List<List<Integer>> all = new ArrayList<>(words);
    InputColumn.requireType(CharacterColumn.class, others)
        .forEach(other -> all.addAll(other.words));
    return new CharacterColumn(all);
  }

  @Override
  public void forEachNumberAt(int step, IntConsumer number) {
    number.accept(words.get(step).size());
    words.get(step).forEach(number::accept);
  }
}
