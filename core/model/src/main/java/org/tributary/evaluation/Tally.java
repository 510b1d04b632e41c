package org.tributary.evaluation;

import java.util.OptionalDouble;

/**
 * Counts of correct and of all tokens in a group of tokens.
 *
 * @param correct the number of tokens with the gold label as prediction
 * @param total the number of tokens in the group
 */
public record Tally(long correct, long total) {

  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException unless 0 ≤ correct ≤ total
   */
  public Tally {
    if (correct < 0 || correct > total) {
      throw new IllegalArgumentException(
          "tally: expected 0 <= correct <= total, got correct " + correct + " of " + total);
    }
  }

  /**
   * Returns the accuracy, in [0, 1].
   *
   * @return correct / total, or empty if the group has no tokens
   */
  public OptionalDouble accuracy() {
    return total == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) correct / total);
  }
}
