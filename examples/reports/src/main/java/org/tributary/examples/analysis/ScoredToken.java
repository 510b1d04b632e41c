package org.tributary.examples.analysis;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A token with its gold and its predicted label.
 *
 * @param word the text
 * @param gold the gold label
 * @param predicted the predicted label
 * @param confidence the model's probability of the predicted label, in [0, 1]; empty if the model
 *     gives none
 * @param known whether the model knows the word; empty if that is not known
 * @param trainingCount the number of times that the word occurs in the training data; empty if that
 *     is not known
 */
public record ScoredToken(
    String word,
    String gold,
    String predicted,
    OptionalDouble confidence,
    Optional<Boolean> known,
    OptionalInt trainingCount) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the confidence is not in [0, 1] or the count is negative
   */
  public ScoredToken {
    Objects.requireNonNull(word, "word: expected a value, got null");
    Objects.requireNonNull(gold, "gold: expected a label, got null");
    Objects.requireNonNull(predicted, "predicted: expected a label, got null");
    if (confidence.isPresent()
        && !(confidence.getAsDouble() >= 0 && confidence.getAsDouble() <= 1)) {
      throw new IllegalArgumentException(
          "confidence: expected a probability in [0, 1], got %s for the word '%s'"
              .formatted(confidence.getAsDouble(), word));
    }
    if (trainingCount.isPresent() && trainingCount.getAsInt() < 0) {
      throw new IllegalArgumentException(
          "trainingCount: expected 0 or more, got %d for the word '%s'"
              .formatted(trainingCount.getAsInt(), word));
    }
  }

  /**
   * Creates a token of which nothing but the labels is known.
   *
   * @param word the text
   * @param gold the gold label
   * @param predicted the predicted label
   * @return the token
   */
  public static ScoredToken of(String word, String gold, String predicted) {
    return new ScoredToken(
        word, gold, predicted, OptionalDouble.empty(), Optional.empty(), OptionalInt.empty());
  }

  /**
   * Returns whether the predicted label is the gold label.
   *
   * @return true if they are equal
   */
  public boolean correct() {
    return gold.equals(predicted);
  }
}
