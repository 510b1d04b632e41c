package org.tributary.evaluation;

import java.util.Optional;

/**
 * A score and its certainty.
 *
 * @param value the score of the whole text
 * @param interval its 95 % confidence interval; empty if no resample has a score
 */
public record Estimate(double value, Optional<Interval> interval) {
  /**
   * A confidence interval.
   *
   * @param low the lower end
   * @param high the upper end, at least {@code low}
   */
  public record Interval(double low, double high) {
    /**
     * Checks the ends.
     *
     * @throws IllegalArgumentException unless low ≤ high
     */
    public Interval {
      if (!(low <= high)) {
        throw new IllegalArgumentException(
            "interval: expected low <= high, got %s and %s".formatted(low, high));
      }
    }
  }
}
