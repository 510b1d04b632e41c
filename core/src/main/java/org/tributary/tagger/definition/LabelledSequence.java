package org.tributary.tagger.definition;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.tributary.head.LabelSet;

/** A feature sequence with gold labels for training or evaluation. Immutable. */
public final class LabelledSequence {
  /**
   * The label of a step that the loss and the scores ignore. A CRF marginalizes over the labels of
   * such a step.
   */
  public static final int NONE = -1;

  /** A label absent from the training data: an error in scores, ignored in the loss. */
  public static final int UNSEEN = -2;

  private final FeatureSequence features;
  private final int[][] columns; // [columns, steps]
  private final float weight;

  private LabelledSequence(FeatureSequence features, float weight, int[]... columns) {
    this.features = Objects.requireNonNull(features, "features: expected a value, got null");
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
   * Creates a sequence with one label column.
   *
   * @param labels one per step: an index from 0, {@link #NONE} or {@link #UNSEEN}
   * @param weight the loss weight of each step, above 0 and finite
   * @throws IllegalArgumentException if the number of labels differs from the number of steps, or a
   *     label or the weight is out of range
   */
  public LabelledSequence(FeatureSequence features, int[] labels, float weight) {
    this(
        features,
        weight,
        Objects.requireNonNull(labels, "labels: expected one per step, got null").clone());
  }

  /**
   * Creates a sequence with one label column and weight 1.
   *
   * @param labels one per step: an index from 0, {@link #NONE} or {@link #UNSEEN}
   * @throws IllegalArgumentException if the number of labels differs from the number of steps, or a
   *     label is below {@link #UNSEEN}
   */
  public LabelledSequence(FeatureSequence features, int... labels) {
    this(features, labels, 1f);
  }

  /**
   * Returns a copy with a further label column.
   *
   * @param labels one per step: an index from 0, {@link #NONE} or {@link #UNSEEN}
   * @throws IllegalArgumentException if the number of labels differs from the number of steps, or a
   *     label is below {@link #UNSEEN}
   */
  public LabelledSequence withColumn(int... labels) {
    int[][] extended = Arrays.copyOf(columns, columns.length + 1);
    extended[columns.length] = labels.clone();
    return new LabelledSequence(features, weight, extended);
  }

  private static void requireLabels(int[] labels, int steps) {
    if (labels.length != steps) {
      throw new IllegalArgumentException(
          "labelled sequence: expected %d labels, one per step, got %d"
              .formatted(steps, labels.length));
    }
    for (int label : labels) {
      if (label < UNSEEN) {
        throw new IllegalArgumentException(
            "labelled sequence: expected labels from 0, NONE or UNSEEN, got %d".formatted(label));
      }
    }
  }

  /** Returns the input features. */
  public FeatureSequence features() {
    return features;
  }

  /** Returns the number of label columns. */
  public int columns() {
    return columns.length;
  }

  /**
   * Returns the main column's label at {@code step}: from 0, or {@link #NONE} or {@link #UNSEEN}.
   */
  public int label(int step) {
    return label(0, step);
  }

  /** Returns the label at {@code step} of a column; column 0 is the main column. */
  public int label(int column, int step) {
    return columns[column][step];
  }

  /** Returns the loss weight of each step. */
  public float weight() {
    return weight;
  }

  /** Returns the number of steps. */
  public int steps() {
    return features.steps();
  }

  /** Checks the labels against a tagger's label columns. */
  public void requireColumns(List<LabelSet> expected) {
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
