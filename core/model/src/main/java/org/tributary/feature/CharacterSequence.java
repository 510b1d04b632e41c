package org.tributary.feature;

import java.util.Arrays;

/** The characters of a word, as indices. An immutable value. */
public final class CharacterSequence {
  private final int[] characters;

  private CharacterSequence(int[] characters) {
    this.characters = characters;
  }

  /**
   * Returns a character sequence.
   *
   * @param characters rows of the character table, each at least 0; empty for a step without a
   *     word, which is encoded as zeros
   */
  public static CharacterSequence of(int... characters) {
    for (int character : characters) {
      if (character < 0) {
        throw new IllegalArgumentException(
            "characters: expected indices of at least 0, got %s"
                .formatted(Arrays.toString(characters)));
      }
    }
    return new CharacterSequence(characters.clone());
  }

  /** Returns the number of characters. */
  public int length() {
    return characters.length;
  }

  /** Returns the {@code k}-th character, from 0. */
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
    return "CharacterSequence" + Arrays.toString(characters);
  }
}
