package org.tributary.head;

import java.util.Objects;

/**
 * The probabilities that a {@link LinearChain} gives the labels of one sequence. Immutable.
 *
 * <p>It is kept as the marginal of each step and the chance of each label before another: from the
 * last step back, the labels are a Markov chain.
 */
public final class Posterior {
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

  /** The number of steps. */
  public int steps() {
    return marginals.length / chain.labels();
  }

  /** log Z. */
  public double logPartition() {
    return logPartition;
  }

  /**
   * The probability of {@code label} at {@code step}.
   *
   * @throws IndexOutOfBoundsException if there is no such step or label
   */
  public double probability(int step, int label) {
    Objects.checkIndex(step, steps());
    Objects.checkIndex(label, chain.labels());
    return marginals[step * chain.labels() + label];
  }

  /**
   * The probability that the steps from {@code from} on have just these labels, whatever the others
   * have. Where labels depend on one another it is not the product of their probabilities.
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
      log += logBefore(from + k, labels[k], labels[k - 1]);
    }
    return Math.exp(log);
  }

  /** log P(y_{t-1} = from | y_t = to), for a {@code to} that is possible at step t. */
  double logBefore(int t, int to, int from) {
    int labels = chain.labels();
    return alpha[(t - 1) * labels + from] + chain.transition(from, to) - incoming[t * labels + to];
  }

  /** The probability of every label at every step, [T, K]. */
  public float[] marginals() {
    float[] values = new float[marginals.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) marginals[k];
    }
    return values;
  }
}
