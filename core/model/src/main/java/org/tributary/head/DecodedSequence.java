package org.tributary.head;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.tributary.internal.NullChecks;

/**
 * The best labels of a sequence with their probabilities. Immutable and thread-safe; holds no
 * native memory. The probabilities of a CRF are computed at their first use.
 *
 * <p>With softmax, the best label of a step is its most probable one. With a CRF, the best labels
 * are the most probable label sequence; at a single step another label may have a higher marginal.
 */
public final class DecodedSequence {
  private final int[] labels;
  private final int labelCount;
  private Supplier<Probabilities> computation; // guarded by this; null once it has run
  private volatile Probabilities probabilities; // null before their first use

  /**
   * The probabilities of a sequence's labels.
   *
   * @param posterior the joint distribution; empty if the steps are independent of each other
   */
  record Probabilities(
      LabelDistributions distributions, Optional<LinearChain.Posterior> posterior) {}

  /**
   * @param computation computes the probabilities at their first use; it is released then, with
   *     what it refers to
   */
  DecodedSequence(int[] labels, int labelCount, Supplier<Probabilities> computation) {
    this.labels = labels;
    this.labelCount = labelCount;
    this.computation = computation;
  }

  private Probabilities probabilities() {
    if (probabilities == null) {
      synchronized (this) {
        if (probabilities == null) {
          probabilities = computation.get();
          computation = null;
        }
      }
    }
    return probabilities;
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
      requireLabel(label, distributions.labels());
    }
    Probabilities known = new Probabilities(distributions, Optional.empty());
    return new DecodedSequence(labels.clone(), distributions.labels(), () -> known);
  }

  /**
   * Returns labels of a head without probabilities: methods that need them throw an {@link
   * UnsupportedOperationException}.
   *
   * @param labels one per step
   * @param labelCount the number of labels that a step can have
   * @throws IllegalArgumentException if a label is out of range
   */
  public static DecodedSequence withoutProbabilities(int[] labels, int labelCount) {
    NullChecks.require("labels", "one per step", labels);
    for (int label : labels) {
      requireLabel(label, labelCount);
    }
    return new DecodedSequence(
        labels.clone(),
        labelCount,
        () -> {
          throw new UnsupportedOperationException(
              "probabilities: expected a head that has them, such as a softmax or a CRF, got one of labels alone; ask for the labels, or implement HeadDecoder.distributions");
        });
  }

  /** Returns the number of labels that a step can have. */
  public int labelCount() {
    return labelCount;
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
    return distributions().probability(step, labels[step]);
  }

  /** Returns the probability of every label at every step; for a CRF, the marginals. */
  public LabelDistributions distributions() {
    return probabilities().distributions();
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
      requireLabel(label, labelCount);
    }
    Optional<LinearChain.Posterior> posterior = probabilities().posterior();
    if (posterior.isPresent()) {
      return posterior.get().probabilityOf(from, candidates);
    }
    double product = 1;
    for (int k = 0; k < candidates.length; k++) {
      product *= distributions().probability(from + k, candidates[k]);
    }
    return product;
  }

  private static void requireLabel(int label, int labelCount) {
    if (label < 0 || label >= labelCount) {
      throw new IllegalArgumentException(
          "decoded sequence: expected labels from 0 to %d, got %d"
              .formatted(labelCount - 1, label));
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
