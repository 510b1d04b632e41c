package org.tributary.tagger;

import java.util.Arrays;
import java.util.Optional;
import org.tributary.head.Posterior;

/**
 * The best labels of a sequence and how sure the tagger is of them. Immutable.
 *
 * <p>With softmax the best label of a step is its most probable one. With a CRF the best labels are
 * those of the most probable sequence: at a single step another label may be more probable.
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

  /** The number of steps. */
  public int steps() {
    return labels.length;
  }

  /** The label of {@code step}. */
  public int label(int step) {
    return labels[step];
  }

  /** A copy of the labels, one a step. */
  public int[] labels() {
    return labels.clone();
  }

  /** The probability of {@code step}'s label, whatever the other labels are. */
  public float confidence(int step) {
    return distributions.probability(step, labels[step]);
  }

  /** The probability of every label at every step: with a CRF, the marginals. */
  public LabelDistributions distributions() {
    return distributions;
  }

  /**
   * The probability that all steps from {@code from} to before {@code to} have these labels.
   *
   * @throws IllegalArgumentException as {@link #probabilityOf}
   */
  public double probability(int from, int to) {
    requireSteps(from, to);
    return probabilityOf(from, Arrays.copyOfRange(labels, from, to));
  }

  /**
   * The probability that the steps from {@code from} on have {@code wanted} labels, whatever the
   * other steps have. With a CRF it is exact, and not the product of the steps' probabilities.
   *
   * @param wanted at least one
   * @throws IllegalArgumentException if these are not some of the sequence's steps, or a label is
   *     not one of the column's
   */
  public double probabilityOf(int from, int... wanted) {
    requireSteps(from, from + wanted.length);
    for (int label : wanted) {
      if (label < 0 || label >= distributions.labels()) {
        throw new IllegalArgumentException(
            "decoded sequence: expected labels from 0 to %d, got %d"
                .formatted(distributions.labels() - 1, label));
      }
    }
    if (posterior.isPresent()) {
      return posterior.get().probabilityOf(from, wanted);
    }
    double product = 1;
    for (int k = 0; k < wanted.length; k++) {
      product *= distributions.probability(from + k, wanted[k]);
    }
    return product;
  }

  private void requireSteps(int from, int to) {
    if (from < 0 || to <= from || to > steps()) {
      throw new IllegalArgumentException(
          "decoded sequence: expected some of the steps from 0 to %d, got from %d to before %d"
              .formatted(steps() - 1, from, to));
    }
  }
}
