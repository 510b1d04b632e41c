package org.tributary.feature;

/**
 * A character encoder with trained weights that computes the vectors of words on Java arrays.
 * Thread-safe.
 */
@FunctionalInterface
public interface CharacterInference {

  /**
   * Writes the vector of a word, [S]; zeros for a word without characters.
   *
   * @param characters the rows of the character table, one per character
   * @param to the destination
   * @param at the index of the vector's first element in {@code to}
   */
  void encode(int[] characters, float[] to, int at);
}
