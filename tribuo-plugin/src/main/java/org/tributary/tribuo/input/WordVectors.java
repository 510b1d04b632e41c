package org.tributary.tribuo.input;

import java.util.List;

/** Word vectors of one size. Immutable. */
public final class WordVectors {
  private final List<String> words;
  private final int size;
  private final float[] values;

  /**
   * @param words the distinct words
   * @param size the size of a vector
   * @param values the concatenated vectors in the order of the words
   */
  public WordVectors(List<String> words, int size, float[] values) {
    this.words = List.copyOf(words);
    this.size = size;
    this.values = values.clone();
    if (size < 1 || values.length != (long) words.size() * size) {
      throw new IllegalArgumentException(
          "word vectors: expected %d numbers for each of %d words, got %d"
              .formatted(size, words.size(), values.length));
    }
  }

  /** Returns the words in the order of their vectors. */
  public List<String> words() {
    return words;
  }

  /** Returns the size of a vector. */
  public int size() {
    return size;
  }

  /** Returns a copy of the concatenated vectors. */
  public float[] values() {
    return values.clone();
  }
}
