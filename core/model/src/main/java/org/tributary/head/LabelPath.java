package org.tributary.head;

import java.util.Arrays;

/** A label sequence and its score. Immutable. */
public final class LabelPath {
  private final int[] labels;
  private final double score;

  LabelPath(int[] labels, double score) {
    this.labels = labels;
    this.score = score;
  }

  /** Returns the number of steps. */
  public int steps() {
    return labels.length;
  }

  /** Returns the label at {@code step}. */
  public int label(int step) {
    return labels[step];
  }

  /** Returns a copy of the labels, [T]. */
  public int[] labels() {
    return labels.clone();
  }

  /**
   * Returns the sum of the scores and transitions along the path, or its log-probability if the
   * path was normalized by {@link #relativeTo}.
   */
  public double score() {
    return score;
  }

  /**
   * Returns the same labels with {@code logPartition} subtracted from the score: their
   * log-probability.
   */
  LabelPath relativeTo(double logPartition) {
    return new LabelPath(labels, score - logPartition);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelPath path
        && Arrays.equals(labels, path.labels)
        && Double.compare(score, path.score) == 0;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(labels) + Double.hashCode(score);
  }

  @Override
  public String toString() {
    return "%s scoring %s".formatted(Arrays.toString(labels), score);
  }
}
