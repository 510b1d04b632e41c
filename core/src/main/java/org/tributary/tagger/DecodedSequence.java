package org.tributary.tagger;

import java.util.Arrays;
import java.util.Optional;
import org.tributary.head.Posterior;

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
   * marginalised over the other steps. For a CRF it is exact, not the product of the marginals.
   *
   * @param candidates the labels of consecutive steps, at least one
   * @throws IllegalArgumentException if the range is empty or not within the sequence, or a label
   *     is out of range
   */
  public double probabilityOf(int from, int... candidates) {
    requireSteps(from, from + candidates.length);
    for (int label : candidates) {
      if (label < 0 || label >= distributions.labels()) {
        throw new IllegalArgumentException(
            "decoded sequence: expected labels from 0 to %d, got %d"
                .formatted(distributions.labels() - 1, label));
      }
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

  private void requireSteps(int from, int to) {
    if (from < 0 || to <= from || to > steps()) {
      throw new IllegalArgumentException(
          "decoded sequence: expected a range within steps 0 to %d, got from %d to before %d"
              .formatted(steps() - 1, from, to));
    }
  }
}
