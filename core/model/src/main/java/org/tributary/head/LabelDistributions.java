package org.tributary.head;

/** The label distribution at each step of a sequence. Immutable. */
public final class LabelDistributions {
  private final float[] values; // [steps, labels], row-major
  private final int steps;
  private final int labels;

  LabelDistributions(float[] values, int labels) {
    this.values = values;
    this.steps = values.length / labels;
    this.labels = labels;
  }

  /**
   * Returns distributions with these probabilities.
   *
   * @param values [steps, labels], row-major
   * @throws IllegalArgumentException if there is not a whole number of steps, or a value is
   *     negative or not finite
   */
  public static LabelDistributions of(float[] values, int labels) {
    if (labels < 1 || values.length % labels != 0) {
      throw new IllegalArgumentException(
          "label distributions: expected a probability of each of %d labels at every step, got %d numbers"
              .formatted(labels, values.length));
    }
    for (int k = 0; k < values.length; k++) {
      if (!(values[k] >= 0) || Float.isInfinite(values[k])) {
        throw new IllegalArgumentException(
            "label distributions: expected finite probabilities of 0 or more, got %s of label %d at step %d"
                .formatted(values[k], k % labels, k / labels));
      }
    }
    return new LabelDistributions(values.clone(), labels);
  }

  /** Returns the number of steps. */
  public int steps() {
    return steps;
  }

  /** Returns the number of labels. */
  public int labels() {
    return labels;
  }

  /**
   * Returns the probability of {@code label} at {@code step}.
   *
   * @throws IndexOutOfBoundsException if step or label is out of range
   */
  public float probability(int step, int label) {
    if (label < 0 || label >= labels) {
      throw new IndexOutOfBoundsException(
          "label distributions: expected a label from 0 to %d, got %d"
              .formatted(labels - 1, label));
    }
    if (step < 0 || step >= steps) {
      throw new IndexOutOfBoundsException(
          "label distributions: expected a step from 0 to %d, got %d".formatted(steps - 1, step));
    }
    return values[step * labels + label];
  }

  /**
   * Returns the most probable label at {@code step}; the lowest index of equals.
   *
   * @throws IndexOutOfBoundsException if the step is out of range
   * @throws IllegalStateException if a probability at the step is NaN
   */
  public int best(int step) {
    int best = 0;
    for (int label = 0; label < labels; label++) {
      float probability = probability(step, label);
      if (Float.isNaN(probability)) {
        throw new IllegalStateException(
            "label distributions: expected probabilities to take the largest of, got NaN of label %d at step %d; did the scores of this step overflow?"
                .formatted(label, step));
      }
      best = probability > probability(step, best) ? label : best;
    }
    return best;
  }
}
