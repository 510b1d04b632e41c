package org.tributary.head;

import java.util.Arrays;

/** The forward-backward algorithm of a {@link LinearChain}: sums over all label sequences. */
final class ForwardBackward {
  /** The smallest exponent relative to the largest term; smaller terms do not change a sum. */
  private static final double MIN_EXPONENT = -45;

  /**
   * The largest transition score for multiplication by e^x, which is faster than adding x in log
   * space.
   */
  private static final double MAX_FACTOR_EXPONENT = 50;

  /** The smallest sum of products that is certain to have lost nothing to underflow. */
  private static final double MIN_SAFE_SUM = 1e-250;

  private final int labels;
  private final double[] end; // [K], -∞ where forbidden
  private final double[] into; // [K, K]: scores to label j (row) from label i
  private final boolean multiplies;
  private final double[] factors; // [K, K]: e^into; unused if a score is too large to multiply

  ForwardBackward(double[] end, double[] into) {
    this.labels = end.length;
    this.end = end;
    this.into = into;
    this.factors = new double[into.length];
    this.multiplies =
        Arrays.stream(into)
            .allMatch(x -> x == Double.NEGATIVE_INFINITY || Math.abs(x) <= MAX_FACTOR_EXPONENT);
    for (int k = 0; multiplies && k < into.length; k++) {
      factors[k] = Math.exp(into[k]);
    }
  }

  /**
   * Returns log Z; negative infinity if every sequence is forbidden.
   *
   * @param first α of the first step, [K]
   * @param scores [T, K]
   */
  double logPartition(double[] first, float[] scores) {
    double[] alpha = first;
    for (int t = 1; t < scores.length / labels; t++) {
      alpha = incoming(alpha);
      for (int to = 0; to < labels; to++) {
        alpha[to] += scores[t * labels + to];
      }
    }
    return logSum(alpha, end, 0);
  }

  /** Returns the posterior, which is valid only if log Z is finite. */
  Posterior posterior(LinearChain chain, double[] first, float[] scores) {
    int steps = scores.length / labels;
    double[] alpha = Arrays.copyOf(first, steps * labels); // [T, K]
    double[] incoming =
        new double[steps * labels]; // [T, K]: α without the step's own emission score
    double[] last = Arrays.copyOf(alpha, labels);
    for (int t = 1; t < steps; t++) {
      last = incoming(last);
      System.arraycopy(last, 0, incoming, t * labels, labels);
      for (int to = 0; to < labels; to++) {
        last[to] += scores[t * labels + to];
      }
      System.arraycopy(last, 0, alpha, t * labels, labels);
    }
    double logPartition = logSum(last, end, 0);
    double[] marginals = new double[steps * labels]; // [T, K]
    for (int label = 0; label < labels; label++) {
      marginals[(steps - 1) * labels + label] = Math.exp(last[label] + end[label] - logPartition);
    }
    for (int t = steps - 1; t > 0; t--) {
      backwardStep(t, alpha, incoming, marginals);
    }
    return new Posterior(chain, logPartition, alpha, incoming, marginals);
  }

  /** Returns log Σ_i e^(alpha[i] + into[j, i]) for each label j. */
  private double[] incoming(double[] alpha) {
    double top = Arrays.stream(alpha).max().orElseThrow();
    double[] relative = relative(alpha, 0, top);
    double[] sums = new double[labels];
    for (int to = 0; to < labels; to++) {
      double sum = 0;
      for (int from = 0; from < labels; from++) {
        sum += relative[from] * factors[to * labels + from];
      }
      sums[to] =
          multiplies && sum > MIN_SAFE_SUM ? top + Math.log(sum) : logSum(alpha, into, to * labels);
    }
    return sums;
  }

  /** Computes the marginals of step t - 1 from those of step t. */
  private void backwardStep(int t, double[] alpha, double[] incoming, double[] marginals) {
    int before = (t - 1) * labels;
    double top = Double.NEGATIVE_INFINITY;
    for (int from = 0; from < labels; from++) {
      top = Math.max(top, alpha[before + from]);
    }
    double[] relative = relative(alpha, before, top);
    for (int to = 0; to < labels; to++) {
      double marginal = marginals[t * labels + to];
      double sum = Math.exp(incoming[t * labels + to] - top);
      boolean multiply = multiplies && sum > MIN_SAFE_SUM;
      for (int from = 0; marginal > 0 && from < labels; from++) {
        int at = to * labels + from;
        double probability =
            multiply
                ? relative[from] * factors[at] / sum
                : exp(alpha[before + from] + into[at] - incoming[t * labels + to]);
        marginals[before + from] += marginal * probability;
      }
    }
  }

  /** Returns e^(alpha - top) for each label. */
  private double[] relative(double[] alpha, int offset, double top) {
    double[] relative = new double[labels];
    for (int label = 0; label < labels; label++) {
      relative[label] = Math.exp(alpha[offset + label] - top);
    }
    return relative;
  }

  /** Returns e^x, or 0 where it is negligible in a sum whose largest term is 1. */
  private static double exp(double x) {
    return x < MIN_EXPONENT ? 0 : Math.exp(x);
  }

  /** Returns log Σ_k e^(values[k] + added[offset + k]). */
  private double logSum(double[] values, double[] added, int offset) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < labels; k++) {
      largest = Math.max(largest, values[k] + added[offset + k]);
    }
    if (largest == Double.NEGATIVE_INFINITY) {
      return largest;
    }
    double sum = 0;
    for (int k = 0; k < labels; k++) {
      sum += exp(values[k] + added[offset + k] - largest);
    }
    return largest + Math.log(sum);
  }
}
