package org.tributary.input;

import java.util.List;

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
}
