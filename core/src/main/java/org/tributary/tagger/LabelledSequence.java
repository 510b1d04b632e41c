package org.tributary.tagger;

import java.util.Arrays;
import java.util.Objects;

/** A sequence with the label of each step, to train on or to score against. Immutable. */
public final class LabelledSequence {
  /** The label of a step that training and scores leave out. */
  public static final int NONE = -1;

  /** A label that training never saw: scores count it as a mistake, training leaves it out. */
  public static final int UNSEEN = -2;

  private final FeatureSequence features;
  private final int[] labels;
  private final float weight;

  /**
   * @param labels one a step, an index from 0, {@link #NONE} or {@link #UNSEEN}
   * @param weight how much each of the steps counts in the loss, above 0
   */
  public LabelledSequence(FeatureSequence features, int[] labels, float weight) {
    this.features = Objects.requireNonNull(features, "features");
    this.labels = labels.clone();
    this.weight = weight;
    if (labels.length != features.steps()) {
      throw new IllegalArgumentException(
          "labelled sequence: expected %d labels, one a step, got %d"
              .formatted(features.steps(), labels.length));
    }
    for (int label : labels) {
      if (label < UNSEEN) {
        throw new IllegalArgumentException(
            "labelled sequence: expected labels from 0, NONE or UNSEEN, got %d".formatted(label));
      }
    }
    if (!(weight > 0) || Float.isInfinite(weight)) {
      throw new IllegalArgumentException(
          "labelled sequence: expected a finite weight above 0, got %s".formatted(weight));
    }
  }

  /** With weight 1. */
  public LabelledSequence(FeatureSequence features, int... labels) {
    this(features, labels, 1f);
  }

  /** What the network reads. */
  public FeatureSequence features() {
    return features;
  }

  /** The label of {@code step}, from 0, or {@link #NONE} or {@link #UNSEEN}. */
  public int label(int step) {
    return labels[step];
  }

  /** How much each of the steps counts in the loss. */
  public float weight() {
    return weight;
  }

  /** The number of steps. */
  public int steps() {
    return labels.length;
  }

  int largestLabel() {
    return Arrays.stream(labels).max().orElse(NONE);
  }
}
