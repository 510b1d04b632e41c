package org.tributary.head;

import java.util.Arrays;

/** A label for each step of a sequence, and what the sequence of labels scores. Immutable. */
public final class LabelPath {
  private final int[] labels;
  private final double score;

  LabelPath(int[] labels, double score) {
    this.labels = labels;
    this.score = score;
  }

  /** The number of steps. */
  public int steps() {
    return labels.length;
  }

  /** The label at {@code step}. */
  public int label(int step) {
    return labels[step];
  }

  /** A copy of the labels, [T]. */
  public int[] labels() {
    return labels.clone();
  }

  /**
   * The sum of the scores and transitions along the path; its log-probability where it was made
   * {@link #relativeTo} the log-partition.
   */
  public double score() {
    return score;
  }

  /** The same labels with {@code logPartition} taken from their score: their log-probability. */
  public LabelPath relativeTo(double logPartition) {
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
