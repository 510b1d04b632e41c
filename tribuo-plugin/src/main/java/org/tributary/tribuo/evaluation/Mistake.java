package org.tributary.tribuo.evaluation;

import java.util.List;
import java.util.OptionalDouble;
import org.tributary.tribuo.internal.IndexCheck;

/**
 * A wrongly predicted label in its sentence.
 *
 * @param sentence the number of the sentence in the data, from 1
 * @param words the words of the sentence
 * @param position the index of the token in {@code words}, from 0
 * @param gold the gold label
 * @param predicted the predicted label
 * @param confidence the probability of the predicted label, if the model predicts probabilities
 * @param unknown whether the word is unknown to the model
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
   * Copies the words.
   *
   * @throws IndexOutOfBoundsException if the position is not an index of the words
   */
  public Mistake {
    words = List.copyOf(words);
    IndexCheck.require("position", position, words.size(), "words");
  }

  /**
   * Returns the wrongly tagged word.
   *
   * @return the word at {@code position}
   */
  public String word() {
    return words.get(position);
  }
}
