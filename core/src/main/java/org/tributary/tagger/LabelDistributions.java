package org.tributary.tagger;

import java.util.stream.IntStream;

/** The probability of every label at every step of a sequence. Immutable. */
public final class LabelDistributions {
  private final float[] values; // [steps, labels], row-major
  private final int labels;

  LabelDistributions(float[] values, int labels) {
    this.values = values;
    this.labels = labels;
  }

  /** The number of steps. */
  public int steps() {
    return values.length / labels;
  }

  /** The number of labels. */
  public int labels() {
    return labels;
  }

  /** The probability of {@code label} at {@code step}. */
  public float probability(int step, int label) {
    return values[step * labels + label];
  }

  /** The most probable label at {@code step}; the first one of equals. */
  public int best(int step) {
    int best = 0;
    for (int label = 1; label < labels; label++) {
      if (probability(step, label) > probability(step, best)) {
        best = label;
      }
    }
    return best;
  }

  /** The most probable label of each step. */
  int[] best() {
    return IntStream.range(0, steps()).map(this::best).toArray();
  }
}
