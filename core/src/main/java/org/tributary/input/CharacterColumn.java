package org.tributary.input;

import java.util.List;
import java.util.function.IntConsumer;

/**
 * At each step the spelling of its word.
 *
 * @param words one a step
 */
public record CharacterColumn(List<Spelling> words) implements InputColumn {

  /** Copies the list. */
  public CharacterColumn {
    words = List.copyOf(words);
  }

  @Override
  public int steps() {
    return words.size();
  }

  @Override
  public void forEachNumber(IntConsumer number) {
    for (Spelling word : words) {
      number.accept(word.length());
      for (int k = 0; k < word.length(); k++) {
        number.accept(word.character(k));
      }
    }
  }
}
