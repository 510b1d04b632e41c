package org.tributary.feature;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A column of words as character sequences.
 *
 * @param words one per step
 */
public record CharacterColumn(List<CharacterSequence> words) implements InputColumn {

  /** Copies the list. */
  public CharacterColumn {
    words = List.copyOf(words);
  }

  @Override
  public int steps() {
    return words.size();
  }

  @Override
  public CharacterColumn at(int step) {
    return new CharacterColumn(words.subList(step, step + 1));
  }

  @Override
  public CharacterColumn then(List<InputColumn> others) {
    List<CharacterSequence> all = new ArrayList<>(words);
    InputColumn.requireType(CharacterColumn.class, others)
        .forEach(other -> all.addAll(other.words));
    return new CharacterColumn(all);
  }

  @Override
  public void forEachNumberAt(int step, IntConsumer number) {
    CharacterSequence word = words.get(step);
    number.accept(word.length());
    for (int k = 0; k < word.length(); k++) {
      number.accept(word.character(k));
    }
  }
}
