package org.tributary.span;

/**
 * The counts behind precision, recall and F1 of spans. A ratio with denominator 0 is 0, as in
 * conlleval.
 *
 * @param correct the number of predicted spans with the bounds and type of a gold span
 * @param gold the number of gold spans
 * @param predicted the number of predicted spans
 */
public record SpanCounts(long correct, long gold, long predicted) {
  /** The counts without spans. */
  public static final SpanCounts ZERO = new SpanCounts(0, 0, 0);

  /**
   * Returns the precision.
   *
   * @return correct / predicted, in [0, 1]
   */
  public double precision() {
    return ratio(correct, predicted);
  }

  /**
   * Returns the recall.
   *
   * @return correct / gold, in [0, 1]
   */
  public double recall() {
    return ratio(correct, gold);
  }

  /**
   * Returns F1, the harmonic mean of precision and recall.
   *
   * @return 2 · correct / (gold + predicted), in [0, 1]
   */
  public double f1() {
    return ratio(2 * correct, gold + predicted);
  }

  /** Returns the sums of these counts and {@code other}. */
  public SpanCounts plus(SpanCounts other) {
    return new SpanCounts(correct + other.correct, gold + other.gold, predicted + other.predicted);
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
