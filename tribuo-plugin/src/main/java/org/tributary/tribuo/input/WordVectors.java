package org.tributary.tribuo.input;

import java.util.List;

/** Words and their vectors, all of one size. Immutable. */
public final class WordVectors {
  private final List<String> words;
  private final int size;
  private final float[] values;

  /**
   * @param words each once
   * @param size how many numbers a vector has
   * @param values the vectors one after another
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

  /** The words, in the order of their vectors. */
  public List<String> words() {
    return words;
  }

  /** How many numbers a vector has. */
  public int size() {
    return size;
  }

  /** The vectors one after another, a copy. */
  public float[] values() {
    return values.clone();
  }
}
