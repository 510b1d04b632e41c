package org.tributary.input;

import java.util.Arrays;

/** The characters of a word, given by index. Immutable; equal where the characters are. */
public final class CharacterSequence {
  private final int[] characters;

  private CharacterSequence(int[] characters) {
    this.characters = characters;
  }

  /**
   * A word's spelling.
   *
   * @param characters their rows in the table of characters, each at least 0; none for a step that
   *     has no word, which reads as zeros
   */
  public static CharacterSequence of(int... characters) {
    for (int character : characters) {
      if (character < 0) {
        throw new IllegalArgumentException(
            "spelling: expected characters of at least 0, got %s"
                .formatted(Arrays.toString(characters)));
      }
    }
    return new CharacterSequence(characters.clone());
  }

  /** How many characters there are. */
  public int length() {
    return characters.length;
  }

  /** The character at {@code k}, from 0. */
  public int character(int k) {
    return characters[k];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CharacterSequence that && Arrays.equals(characters, that.characters);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(characters);
  }

  @Override
  public String toString() {
    return "Spelling" + Arrays.toString(characters);
  }
}
