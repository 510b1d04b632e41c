package org.tributary.tagger;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** A sequence with the labels of each step, to train on or to score against. Immutable. */
public final class LabelledSequence {
  /**
   * The label of a step that training and scores leave out. A CRF sums over all labels that such a
   * step might have.
   */
  public static final int NONE = -1;

  /** A label that training never saw: scores count it as a mistake, training leaves it out. */
  public static final int UNSEEN = -2;

  private final FeatureSequence features;
  private final int[][] columns; // [columns, steps]
  private final float weight;

  private LabelledSequence(FeatureSequence features, float weight, int[]... columns) {
    this.features = Objects.requireNonNull(features, "features");
    this.columns = columns;
    this.weight = weight;
    for (int[] labels : columns) {
      requireLabels(labels, features.steps());
    }
    if (!(weight > 0) || Float.isInfinite(weight)) {
      throw new IllegalArgumentException(
          "labelled sequence: expected a finite weight above 0, got %s".formatted(weight));
    }
  }

  /**
   * With labels of one column.
   *
   * @param labels one a step, an index from 0, {@link #NONE} or {@link #UNSEEN}
   * @param weight how much each of the steps counts in the loss, above 0 and finite
   * @throws IllegalArgumentException if there is not a label for each step, or a label or the
   *     weight is out of its range
   */
  public LabelledSequence(FeatureSequence features, int[] labels, float weight) {
    this(features, weight, labels.clone());
  }

  /**
   * With labels of one column and weight 1.
   *
   * @param labels one a step, an index from 0, {@link #NONE} or {@link #UNSEEN}
   * @throws IllegalArgumentException if there is not a label for each step, or one is below {@link
   *     #UNSEEN}
   */
  public LabelledSequence(FeatureSequence features, int... labels) {
    this(features, labels, 1f);
  }

  /**
   * The same sequence with labels of one more column.
   *
   * @param labels as the constructor's
   * @throws IllegalArgumentException as the constructor
   */
  public LabelledSequence and(int... labels) {
    int[][] more = Arrays.copyOf(columns, columns.length + 1);
    more[columns.length] = labels.clone();
    return new LabelledSequence(features, weight, more);
  }

  private static void requireLabels(int[] labels, int steps) {
    if (labels.length != steps) {
      throw new IllegalArgumentException(
          "labelled sequence: expected %d labels, one a step, got %d"
              .formatted(steps, labels.length));
    }
    for (int label : labels) {
      if (label < UNSEEN) {
        throw new IllegalArgumentException(
            "labelled sequence: expected labels from 0, NONE or UNSEEN, got %d".formatted(label));
      }
    }
  }

  /** What the network reads. */
  public FeatureSequence features() {
    return features;
  }

  /** The number of columns of labels. */
  public int columns() {
    return columns.length;
  }

  /** The main column's label of {@code step}, from 0, or {@link #NONE} or {@link #UNSEEN}. */
  public int label(int step) {
    return label(0, step);
  }

  /** The label of {@code step} in a column, counted from 0: the main one. */
  public int label(int column, int step) {
    return columns[column][step];
  }

  /** How much each of the steps counts in the loss. */
  public float weight() {
    return weight;
  }

  /** The number of steps. */
  public int steps() {
    return features.steps();
  }

  /** Checks that these are labels of the columns of a tagger. */
  void requireColumns(List<LabelSet> expected) {
    if (columns.length != expected.size()) {
      throw new IllegalArgumentException(
          "tagger training: expected labels of %d columns, got %d"
              .formatted(expected.size(), columns.length));
    }
    for (int k = 0; k < columns.length; k++) {
      int largest = Arrays.stream(columns[k]).max().orElse(NONE);
      if (largest >= expected.get(k).size()) {
        throw new IllegalArgumentException(
            "tagger training: expected labels from 0 to %d, got %d%s"
                .formatted(
                    expected.get(k).size() - 1, largest, k == 0 ? "" : " in column " + (k + 1)));
      }
    }
  }
}
