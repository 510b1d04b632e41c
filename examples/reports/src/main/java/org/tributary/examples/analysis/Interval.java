package org.tributary.examples.analysis;

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
