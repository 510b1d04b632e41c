package org.tributary.tribuo.evaluation;

import java.util.OptionalDouble;

/**
 * How many tokens of a kind were tagged, and how many of them rightly.
 *
 * @param correct tokens whose predicted label is the gold label
 * @param total all tokens of the kind
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
   * The share that is correct, in [0, 1].
   *
   * @return correct / total, or empty where there are no tokens of the kind
   */
  public OptionalDouble accuracy() {
    return total == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) correct / total);
  }
}
