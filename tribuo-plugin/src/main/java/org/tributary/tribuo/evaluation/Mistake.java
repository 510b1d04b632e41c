package org.tributary.tribuo.evaluation;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * One wrong label, in its sentence.
 *
 * @param sentence the sentence's number in the data, from 1
 * @param words the sentence's words
 * @param position the wrong token's index in {@code words}, from 0
 * @param gold the label in the data
 * @param predicted the label the model gave
 * @param confidence the probability the model gave it, where the model gives probabilities
 * @param unknown whether the model had never seen the word
 */
public record Mistake(
    long sentence,
    List<String> words,
    int position,
    String gold,
    String predicted,
    OptionalDouble confidence,
    boolean unknown) {

  /**
   * Takes an immutable copy of the words.
   *
   * @throws IndexOutOfBoundsException unless the position is one of the words'
   */
  public Mistake {
    words = List.copyOf(words);
    Objects.checkIndex(position, words.size());
  }

  /**
   * The word that was tagged wrongly.
   *
   * @return the word at the position
   */
  public String word() {
    return words.get(position);
  }
}
