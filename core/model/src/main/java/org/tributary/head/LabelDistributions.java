package org.tributary.head;

import java.util.Optional;

/** The label distribution at each step of a sequence. Immutable. */
public final class LabelDistributions {
  private final float[] values; // [steps, labels], row-major
  private final int steps;
  private final int labels;
  private final Optional<LinearChain.Posterior> joint; // empty if the steps are independent

  LabelDistributions(float[] values, int labels) {
    this(values, labels, Optional.empty());
  }

  /** Creates the marginals of labels that depend on each other. */
  LabelDistributions(float[] values, int labels, Optional<LinearChain.Posterior> joint) {
    this.values = values;
    this.steps = values.length / labels;
    this.labels = labels;
    this.joint = joint;
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
   * Returns the joint probability of labels at the steps starting at {@code from}, which are within
   * the sequence.
   */
  double probabilityOf(int from, int... candidates) {
    if (joint.isPresent()) {
      return joint.get().probabilityOf(from, candidates);
    }
    double product = 1;
    for (int k = 0; k < candidates.length; k++) {
      product *= probability(from + k, candidates[k]);
    }
    return product;
  }

  /**
   * Returns the most probable label at {@code step}; the lowest index of equals.
   *
   * @throws IndexOutOfBoundsException if the step is out of range
   */
  public int best(int step) {
    int best = 0;
    for (int label = 1; label < labels; label++) {
      best = probability(step, label) > probability(step, best) ? label : best;
    }
    return best;
  }
}
