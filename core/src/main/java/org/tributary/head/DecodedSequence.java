package org.tributary.head;

import java.util.Arrays;
import java.util.Optional;

/**
 * The best labels of a sequence with their probabilities. Immutable.
 *
 * <p>With softmax, the best label of a step is its most probable one. With a CRF, the best labels
 * are the most probable label sequence; at a single step another label may have a higher marginal.
 */
public final class DecodedSequence {
  private final int[] labels;
  private final LabelDistributions distributions;
  private final Optional<Posterior> posterior;

  DecodedSequence(int[] labels, LabelDistributions distributions, Optional<Posterior> posterior) {
    this.labels = labels;
    this.distributions = distributions;
    this.posterior = posterior;
  }

  /**
   * Returns labels whose steps are independent of each other.
   *
   * @param labels one per step
   * @throws IllegalArgumentException if the numbers of steps differ, or a label has no probability
   */
  public static DecodedSequence of(int[] labels, LabelDistributions distributions) {
    if (labels.length != distributions.steps()) {
      throw new IllegalArgumentException(
          "decoded sequence: expected a label for each of %d steps, got %d"
              .formatted(distributions.steps(), labels.length));
    }
    for (int label : labels) {
      requireLabel(label, distributions);
    }
    return new DecodedSequence(labels.clone(), distributions, Optional.empty());
  }

  /** Returns the number of steps. */
  public int steps() {
    return labels.length;
  }

  /** Returns the label of {@code step}. */
  public int label(int step) {
    return labels[step];
  }

  /** Returns a copy of the labels, one per step. */
  public int[] labels() {
    return labels.clone();
  }

  /** Returns the marginal probability of the label of {@code step}. */
  public float confidence(int step) {
    return distributions.probability(step, labels[step]);
  }

  /** Returns the probability of every label at every step; for a CRF, the marginals. */
  public LabelDistributions distributions() {
    return distributions;
  }

  /**
   * Returns the joint probability of the labels from step {@code from} to before {@code to}.
   *
   * @throws IllegalArgumentException as {@link #probabilityOf}
   */
  public double probability(int from, int to) {
    requireSteps(from, to);
    return probabilityOf(from, Arrays.copyOfRange(labels, from, to));
  }

  /**
   * Returns the joint probability of {@code candidates} at the steps starting at {@code from},
   * marginalized over the other steps. For a CRF it is exact, not the product of the marginals.
   *
   * @param candidates the labels of consecutive steps, at least one
   * @throws IllegalArgumentException if the range is empty or not within the sequence, or a label
   *     is out of range
   */
  public double probabilityOf(int from, int... candidates) {
    requireSteps(from, from + candidates.length);
    for (int label : candidates) {
      requireLabel(label, distributions);
    }
    if (posterior.isPresent()) {
      return posterior.get().probabilityOf(from, candidates);
    }
    double product = 1;
    for (int k = 0; k < candidates.length; k++) {
      product *= distributions.probability(from + k, candidates[k]);
    }
    return product;
  }

  private static void requireLabel(int label, LabelDistributions distributions) {
    if (label < 0 || label >= distributions.labels()) {
      throw new IllegalArgumentException(
          "decoded sequence: expected labels from 0 to %d, got %d"
              .formatted(distributions.labels() - 1, label));
    }
  }

  private void requireSteps(int from, int to) {
    if (from < 0 || to <= from || to > steps()) {
      throw new IllegalArgumentException(
          "decoded sequence: expected a range within steps 0 to %d, got from %d to before %d"
              .formatted(steps() - 1, from, to));
    }
  }
}
