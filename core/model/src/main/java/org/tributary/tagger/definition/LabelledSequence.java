package org.tributary.tagger.definition;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tributary.head.LabelDistributions;
import org.tributary.head.LabelSet;
import org.tributary.internal.NullChecks;

/** A feature sequence with gold labels for training or evaluation. Immutable. */
public final class LabelledSequence {
  /**
   * The label of a step that the loss and the scores ignore. A CRF marginalizes over the labels of
   * such a step.
   */
  public static final int NONE = -1;

  /** A label absent from the training data: an error in scores, ignored in the loss. */
  public static final int UNSEEN = -2;

  /** Maximum deviation from 1 of the sum of a distribution. */
  private static final double MAX_SUM_ERROR = 1e-3;

  private final FeatureSequence features;
  private final int[][] columns; // [columns, steps]
  private final float weight;
  private final Optional<LabelDistributions> softTargets;
  private final float softWeight; // 0 without soft targets

  private LabelledSequence(FeatureSequence features, float weight, int[]... columns) {
    this(features, weight, Optional.empty(), 0, columns);
  }

  private LabelledSequence(
      FeatureSequence features,
      float weight,
      Optional<LabelDistributions> softTargets,
      float softWeight,
      int[]... columns) {
    this.softTargets = softTargets;
    this.softWeight = softWeight;
    this.features = NullChecks.require("features", "a value", features);
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
    this(features, weight, NullChecks.require("labels", "one per step", labels).clone());
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
    return new LabelledSequence(features, weight, softTargets, softWeight, extended);
  }

  /**
   * Returns a copy with soft targets: a distribution over the main column's labels at each step,
   * from teachers, which training learns beside the label (Hinton, Vinyals and Dean 2015). Scores
   * ignore them.
   *
   * @param distributions one per step; each is normalized to a sum of 1
   * @param softWeight L, the weight of the distribution in the loss of a step, above 0 and at most
   *     1; the label has 1 - L. A step of label {@link #NONE} or {@link #UNSEEN} learns from the
   *     distribution alone.
   * @throws IllegalArgumentException if there is not one distribution per step, a probability is
   *     negative or not finite, their sum is further than 1e-3 from 1, or the weight is out of
   *     range
   */
  public LabelledSequence withSoftTargets(LabelDistributions distributions, double softWeight) {
    if (!(softWeight > 0 && softWeight <= 1)) {
      throw new IllegalArgumentException(
          "soft targets: expected a weight above 0 and at most 1, got %s".formatted(softWeight));
    }
    if (distributions.steps() != steps()) {
      throw new IllegalArgumentException(
          "soft targets: expected %d distributions, one per step, got %d; are they of another sequence?"
              .formatted(steps(), distributions.steps()));
    }
    return new LabelledSequence(
        features, weight, Optional.of(normalized(distributions)), (float) softWeight, columns);
  }

  private static LabelDistributions normalized(LabelDistributions distributions) {
    int labels = distributions.labels();
    float[] values = new float[distributions.steps() * labels];
    for (int step = 0; step < distributions.steps(); step++) {
      double sum = 0;
      for (int label = 0; label < labels; label++) {
        sum += distributions.probability(step, label);
      }
      if (!(Math.abs(sum - 1) <= MAX_SUM_ERROR)) {
        throw new IllegalArgumentException(
            "soft targets: expected probabilities of all labels that sum to 1, got a sum of %s at step %d; are they logits, or are labels missing?"
                .formatted((float) sum, step));
      }
      for (int label = 0; label < labels; label++) {
        values[step * labels + label] = (float) (distributions.probability(step, label) / sum);
      }
    }
    return LabelDistributions.of(values, labels);
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

  /**
   * Checks predictions for a {@link DevScore}.
   *
   * @throws IllegalArgumentException if there is not one label for each step of each sequence
   */
  static void requirePredicted(List<LabelledSequence> gold, List<int[]> predicted) {
    if (predicted.size() != gold.size()) {
      throw new IllegalArgumentException(
          "predicted: expected labels of %d sequences, as in gold, got %d"
              .formatted(gold.size(), predicted.size()));
    }
    for (int k = 0; k < gold.size(); k++) {
      if (predicted.get(k).length != gold.get(k).steps()) {
        throw new IllegalArgumentException(
            "predicted: expected %d labels of sequence %d, one per step of its gold labels, got %d"
                .formatted(gold.get(k).steps(), k + 1, predicted.get(k).length));
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

  /** Returns the distribution over the main column's labels at each step, if there are any. */
  public Optional<LabelDistributions> softTargets() {
    return softTargets;
  }

  /** Returns the weight of the soft targets in the loss of a step; 0 if there are none. */
  public float softWeight() {
    return softWeight;
  }

  /** Returns the number of steps. */
  public int steps() {
    return features.steps();
  }

  /**
   * Checks the labels against a tagger's label columns.
   *
   * @param expected the labels of each column
   * @throws IllegalArgumentException if the number of columns differs, a label is not below the
   *     number of its column's labels, or the soft targets have another number of labels
   */
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
    if (softTargets.isPresent() && softTargets.get().labels() != expected.get(0).size()) {
      throw new IllegalArgumentException(
          "tagger training: expected soft targets over %d labels, got %d"
              .formatted(expected.get(0).size(), softTargets.get().labels()));
    }
  }
}
