package org.tributary.head;

import java.util.Objects;

/**
 * The posterior label distribution of one sequence under a {@link LinearChain}. Immutable.
 *
 * <p>It stores the marginals of each step and the terms of P(previous label | label): backward from
 * the last step, the labels form a Markov chain.
 */
final class Posterior {
  private final LinearChain chain;
  private final double logPartition;
  private final double[] alpha; // [T, K]
  private final double[] incoming; // [T, K]
  private final double[] marginals; // [T, K]

  Posterior(
      LinearChain chain,
      double logPartition,
      double[] alpha,
      double[] incoming,
      double[] marginals) {
    this.chain = chain;
    this.logPartition = logPartition;
    this.alpha = alpha;
    this.incoming = incoming;
    this.marginals = marginals;
  }

  /** Returns the number of steps. */
  public int steps() {
    return marginals.length / chain.labels();
  }

  /** Returns log Z. */
  public double logPartition() {
    return logPartition;
  }

  /**
   * Returns the marginal probability of {@code label} at {@code step}.
   *
   * @throws IndexOutOfBoundsException if there is no such step or label
   */
  public double probability(int step, int label) {
    Objects.checkIndex(step, steps());
    Objects.checkIndex(label, chain.labels());
    return marginals[step * chain.labels() + label];
  }

  /**
   * Returns the joint probability of these labels at consecutive steps from {@code from}, summed
   * over the labels of all other steps. It differs from the product of the marginals if labels
   * depend on each other.
   *
   * @param labels at least one
   * @throws IllegalArgumentException if they do not lie within the sequence, or a label is not from
   *     0 to K - 1
   */
  public double probabilityOf(int from, int... labels) {
    if (from < 0 || labels.length < 1 || from > steps() - labels.length) {
      throw new IllegalArgumentException(
          "posterior: expected some of the steps from 0 to %d, got %d from step %d"
              .formatted(steps() - 1, labels.length, from));
    }
    for (int label : labels) {
      chain.requireLabel(label);
    }
    int last = labels.length - 1;
    double log = Math.log(probability(from + last, labels[last]));
    for (int k = last; k > 0 && log > Double.NEGATIVE_INFINITY; k--) {
      log += logPrevious(from + k, labels[k], labels[k - 1]);
    }
    return Math.exp(log);
  }

  /**
   * Returns log P(y_{t-1} = from | y_t = to); the probability of {@code to} at step t must be above
   * 0.
   */
  double logPrevious(int t, int to, int from) {
    int labels = chain.labels();
    return alpha[(t - 1) * labels + from] + chain.transition(from, to) - incoming[t * labels + to];
  }

  /** Returns the marginal probability of every label at every step, [T, K]. */
  public float[] marginals() {
    float[] values = new float[marginals.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) marginals[k];
    }
    return values;
  }
}
