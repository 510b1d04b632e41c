package org.tributary.examples.analysis;

/**
 * A token in its sentence.
 *
 * @param number the index of the sentence, from 0
 * @param index the index of the token, from 0
 * @param sentence the sentence
 */
public record TokenInSentence(int number, int index, ScoredSentence sentence) {

  /**
   * Returns the token.
   *
   * @return the token at the index
   */
  public ScoredToken token() {
    return sentence.tokens().get(index);
  }

  /**
   * Returns the confidence of the predicted label.
   *
   * @return a probability, 0 if the model gives none
   */
  double confidence() {
    return token().confidence().orElse(0);
  }
}
