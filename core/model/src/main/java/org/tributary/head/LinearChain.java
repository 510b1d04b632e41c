package org.tributary.head;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A linear-chain CRF decoder (Lafferty, McCallum and Pereira 2001) in plain Java. The score of
 * labels y is
 *
 * <pre>{@code
 * start[y_0] + Σ_t scores[t, y_t] + Σ_{t>0} transitions[y_{t-1}, y_t] + end[y_{T-1}]
 * }</pre>
 *
 * <p>The scores of a sequence are a float[T · K], row-major, all finite. Sums are in double
 * precision, exponentials and logarithms those of {@link StrictMath}, so a result has the same bits
 * on every machine and in every batch. Immutable and thread-safe.
 */
final class LinearChain {
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
  private final double[] start; // [K], -∞ where forbidden
  private final double[] end; // [K]
  private final double[] into; // [K, K]: scores to label j (row) from label i
  private final boolean multiplies; // transitions are multiplied by e^x in sums
  private final double[] factors; // [K, K]: e^into; unused if a score is too large to multiply

  private LinearChain(double[] start, double[] end, double[] into) {
    this.labels = start.length;
    this.start = start;
    this.end = end;
    this.into = into;
    this.factors = new double[into.length];
    this.multiplies =
        Arrays.stream(into)
            .allMatch(x -> x == Double.NEGATIVE_INFINITY || Math.abs(x) <= MAX_FACTOR_EXPONENT);
    for (int k = 0; multiplies && k < into.length; k++) {
      factors[k] = StrictMath.exp(into[k]);
    }
  }

  /**
   * Returns a chain with these transition scores, named as in torchcrf.
   *
   * @param start [K]
   * @param end [K]
   * @param transitions [K, K], row-major, from the previous label (row) to the label (column)
   * @throws IllegalArgumentException if the lengths do not fit or a number is not finite
   */
  static LinearChain of(float[] start, float[] end, float[] transitions) {
    int k = start.length;
    if (k < 1 || end.length != k || transitions.length != k * k) {
      throw new IllegalArgumentException(
          "linear chain: expected start [K], end [K] and transitions [K, K], got %d, %d and %d numbers"
              .formatted(k, end.length, transitions.length));
    }
    requireFinite("start", start);
    requireFinite("end", end);
    requireFinite("transitions", transitions);
    double[] into = new double[k * k];
    for (int from = 0; from < k; from++) {
      for (int to = 0; to < k; to++) {
        into[to * k + from] = transitions[from * k + to];
      }
    }
    return new LinearChain(widen(start), widen(end), into);
  }

  /** Returns the same chain with probability 0 for every sequence that is not allowed. */
  LinearChain restrictedTo(TransitionConstraints constraints) {
    double[] restrictedStart = start.clone();
    double[] restrictedEnd = end.clone();
    double[] restrictedInto = into.clone();
    for (int to = 0; to < labels; to++) {
      if (!constraints.mayStart(to)) {
        restrictedStart[to] = Double.NEGATIVE_INFINITY;
      }
      if (!constraints.mayEnd(to)) {
        restrictedEnd[to] = Double.NEGATIVE_INFINITY;
      }
      for (int from = 0; from < labels; from++) {
        if (!constraints.mayFollow(from, to)) {
          restrictedInto[to * labels + from] = Double.NEGATIVE_INFINITY;
        }
      }
    }
    return new LinearChain(restrictedStart, restrictedEnd, restrictedInto);
  }

  /** Returns K, the number of labels. */
  int labels() {
    return labels;
  }

  /**
   * Returns the best label sequence (Viterbi 1967). Ties go to the smaller last label, then to the
   * smaller label before it, and so on.
   *
   * @throws IllegalArgumentException if the scores are not [T, K], T at least 1, and finite
   */
  int[] viterbi(float[] scores) {
    int steps = requireSteps(scores, labels);
    int[] backPointers = new int[steps * labels];
    double[] best = first(scores);
    for (int t = 1; t < steps; t++) {
      double[] next = new double[labels];
      for (int to = 0; to < labels; to++) {
        int row = to * labels;
        int from = 0;
        double highest = best[0] + into[row];
        for (int k = 1; k < labels; k++) {
          double sum = best[k] + into[row + k];
          if (sum > highest) {
            highest = sum;
            from = k;
          }
        }
        next[to] = highest + scores[t * labels + to];
        backPointers[t * labels + to] = from;
      }
      best = next;
    }
    int label = 0;
    for (int k = 1; k < labels; k++) {
      label = best[k] + end[k] > best[label] + end[label] ? k : label;
    }
    int[] path = new int[steps];
    for (int t = steps - 1; t >= 0; t--) {
      path[t] = label;
      label = backPointers[t * labels + label];
    }
    return path;
  }

  /**
   * Returns the {@code n} most probable sequences, best first, or all if there are fewer. The first
   * is {@link #viterbi}'s. Time and memory grow with n.
   *
   * @throws IllegalArgumentException as {@link #viterbi}, or if n is below 1
   */
  List<LabelPath> nBest(float[] scores, int n) {
    double logPartition = logPartition(scores);
    int steps = requireSteps(scores, labels);
    BestPaths[] paths = new BestPaths[steps * labels];
    double[] first = first(scores);
    for (int to = 0; to < labels; to++) {
      paths[to] = new BestPaths(n, first[to]);
    }
    for (int t = 1; t < steps; t++) {
      for (int to = 0; to < labels; to++) {
        BestPaths best = new BestPaths(n);
        for (int from = 0; from < labels; from++) {
          best.extend(paths[(t - 1) * labels + from], from, into[to * labels + from]);
        }
        best.add(scores[t * labels + to]);
        paths[t * labels + to] = best;
      }
    }
    BestPaths last = new BestPaths(n);
    for (int from = 0; from < labels; from++) {
      last.extend(paths[(steps - 1) * labels + from], from, end[from]);
    }
    return last.paths(steps, logPartition, (t, label) -> paths[t * labels + label]);
  }

  /**
   * Returns the {@code n} most probable sequences of independent steps, those of a chain whose
   * transition scores are 0.
   *
   * @throws IllegalArgumentException as {@link #nBest}
   */
  static List<LabelPath> nBestOfIndependent(float[] scores, int labels, int n) {
    int steps = requireSteps(scores, labels);
    BestPaths[] best = new BestPaths[steps + 1]; // of the steps before
    best[0] = new BestPaths(n, 0);
    double logPartition = 0;
    double[] alpha = new double[labels];
    double[] end = new double[labels];
    for (int t = 0; t < steps; t++) {
      best[t + 1] = new BestPaths(n);
      for (int label = 0; label < labels; label++) {
        float score = scores[t * labels + label];
        alpha[label] = logPartition + score;
        best[t + 1].extend(best[t], label, score);
      }
      logPartition = logSum(alpha, end, 0);
    }
    return best[steps].paths(steps, logPartition, (t, label) -> best[t]);
  }

  /**
   * Returns log Z, the logarithm of the sum of e^score over all label sequences.
   *
   * @throws IllegalArgumentException as {@link #viterbi}
   */
  double logPartition(float[] scores) {
    int steps = requireSteps(scores, labels);
    double[] alpha = first(scores);
    for (int t = 1; t < steps; t++) {
      alpha = incoming(alpha);
      for (int to = 0; to < labels; to++) {
        alpha[to] += scores[t * labels + to];
      }
    }
    return logSum(alpha, end, 0);
  }

  /**
   * Returns the posterior label distribution (forward-backward algorithm).
   *
   * @throws IllegalArgumentException as {@link #viterbi}
   */
  Posterior posterior(float[] scores) {
    int steps = requireSteps(scores, labels);
    double[] alpha = Arrays.copyOf(first(scores), steps * labels); // [T, K]
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
      marginals[(steps - 1) * labels + label] =
          StrictMath.exp(last[label] + end[label] - logPartition);
    }
    for (int t = steps - 1; t > 0; t--) {
      backwardStep(t, alpha, incoming, marginals);
    }
    return new Posterior(alpha, incoming, marginals);
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
          multiplies && sum > MIN_SAFE_SUM
              ? top + StrictMath.log(sum)
              : logSum(alpha, into, to * labels);
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
      double sum = StrictMath.exp(incoming[t * labels + to] - top);
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
      relative[label] = StrictMath.exp(alpha[offset + label] - top);
    }
    return relative;
  }

  /** Returns e^x, or 0 where it is negligible in a sum whose largest term is 1. */
  private static double exp(double x) {
    return x < MIN_EXPONENT ? 0 : StrictMath.exp(x);
  }

  /** Returns log Σ_k e^(values[k] + added[offset + k]). */
  private static double logSum(double[] values, double[] added, int offset) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < values.length; k++) {
      largest = Math.max(largest, values[k] + added[offset + k]);
    }
    if (largest == Double.NEGATIVE_INFINITY) {
      return largest;
    }
    double sum = 0;
    for (int k = 0; k < values.length; k++) {
      sum += exp(values[k] + added[offset + k] - largest);
    }
    return largest + StrictMath.log(sum);
  }

  private double[] first(float[] scores) {
    double[] first = new double[labels];
    for (int label = 0; label < labels; label++) {
      first[label] = start[label] + scores[label];
    }
    return first;
  }

  /**
   * Checks scores and returns T.
   *
   * @throws IllegalArgumentException if the scores are not [T, K], T at least 1, and finite
   */
  static int requireSteps(float[] scores, int labels) {
    if (scores.length == 0 || scores.length % labels != 0) {
      throw new IllegalArgumentException(
          "scores: expected [T, %d] of at least one step, got %d numbers"
              .formatted(labels, scores.length));
    }
    requireFinite("scores", scores);
    return scores.length / labels;
  }

  /**
   * Checks that every value is finite.
   *
   * @throws IllegalArgumentException with the name of the values and the first other one
   */
  private static void requireFinite(String what, float[] values) {
    for (int k = 0; k < values.length; k++) {
      if (!Float.isFinite(values[k])) {
        throw new IllegalArgumentException(
            "%s: expected finite numbers, got %s at element %d; did training diverge?"
                .formatted(what, values[k], k));
      }
    }
  }

  private static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      wide[k] = values[k];
    }
    return wide;
  }

  /**
   * The posterior label distribution of one sequence under this chain. Immutable.
   *
   * <p>It stores the marginals of each step and the terms of P(previous label | label): backward
   * from the last step, the labels form a Markov chain.
   */
  final class Posterior {
    private final double[] alpha; // [T, K]
    private final double[] incoming; // [T, K]
    private final double[] marginals; // [T, K]

    private Posterior(double[] alpha, double[] incoming, double[] marginals) {
      this.alpha = alpha;
      this.incoming = incoming;
      this.marginals = marginals;
    }

    /**
     * Returns the joint probability of these labels at consecutive steps from {@code from}, summed
     * over the labels of all other steps. It differs from the product of the marginals if labels
     * depend on each other.
     */
    double probabilityOf(int from, int... path) {
      int last = path.length - 1;
      double log = StrictMath.log(marginals[(from + last) * labels + path[last]]);
      for (int k = last; k > 0 && log > Double.NEGATIVE_INFINITY; k--) {
        log += logPrevious(from + k, path[k], path[k - 1]);
      }
      return StrictMath.exp(log);
    }

    /**
     * Returns log P(y_{t-1} = from | y_t = to); the probability of {@code to} at step t must be
     * above 0.
     */
    private double logPrevious(int t, int to, int from) {
      return alpha[(t - 1) * labels + from] + into[to * labels + from] - incoming[t * labels + to];
    }

    /** Returns the marginal distributions, with this one for the joint probability of labels. */
    LabelDistributions distributions() {
      float[] values = new float[marginals.length];
      for (int k = 0; k < values.length; k++) {
        values[k] = (float) marginals[k];
      }
      return new LabelDistributions(values, labels, Optional.of(this));
    }
  }

  /**
   * The n best label sequences up to a step, best first, or those that end in one label there.
   * Equal scores keep the order of insertion.
   */
  private static final class BestPaths {
    private final int limit;
    private double[] scores;
    private int[] labels; // previous label of each path
    private int[] ranks; // rank of the path's prefix among the previous label's paths
    private int size;

    BestPaths(int limit) {
      if (limit < 1) {
        throw new IllegalArgumentException(
            "n best: expected n of at least 1, got %d".formatted(limit));
      }
      this.limit = limit;
      int capacity = Math.min(limit, 8);
      this.scores = new double[capacity];
      this.labels = new int[capacity];
      this.ranks = new int[capacity];
    }

    /** Creates the paths of the first step: one, or none if its score is negative infinity. */
    BestPaths(int limit, double score) {
      this(limit);
      if (score > Double.NEGATIVE_INFINITY) {
        offer(score, 0, 0);
      }
    }

    /**
     * Returns the whole sequences, each with its log-probability.
     *
     * @param before the paths that the last label of a sequence of t + 1 labels was added to, by t
     *     and that label
     */
    List<LabelPath> paths(
        int steps, double logPartition, BiFunction<Integer, Integer, BestPaths> before) {
      List<LabelPath> paths = new ArrayList<>();
      for (int rank = 0; rank < size; rank++) {
        Integer[] path = new Integer[steps];
        BestPaths at = this;
        int ofPrefix = rank;
        for (int t = steps - 1; t >= 0; t--) {
          path[t] = at.labels[ofPrefix];
          ofPrefix = at.ranks[ofPrefix];
          at = before.apply(t, path[t]);
        }
        paths.add(new LabelPath(List.of(path), scores[rank] - logPartition));
      }
      return paths;
    }

    /**
     * Adds the paths of {@code label} at the previous step, each extended by a transition of score
     * {@code transition}, and keeps the best.
     */
    void extend(BestPaths previous, int label, double transition) {
      if (transition == Double.NEGATIVE_INFINITY) {
        return;
      }
      for (int rank = 0; rank < previous.size; rank++) {
        if (!offer(previous.scores[rank] + transition, label, rank)) {
          return; // later paths score no higher
        }
      }
    }

    void add(double score) {
      for (int rank = 0; rank < size; rank++) {
        scores[rank] += score;
      }
    }

    private boolean offer(double score, int label, int rank) {
      if (size == limit && !(score > scores[size - 1])) {
        return false;
      }
      if (size < limit && size == scores.length) {
        int capacity = Math.min(limit, 2 * size);
        scores = Arrays.copyOf(scores, capacity);
        labels = Arrays.copyOf(labels, capacity);
        ranks = Arrays.copyOf(ranks, capacity);
      }
      int at = size < limit ? size++ : size - 1;
      for (; at > 0 && score > scores[at - 1]; at--) {
        scores[at] = scores[at - 1];
        labels[at] = labels[at - 1];
        ranks[at] = ranks[at - 1];
      }
      scores[at] = score;
      labels[at] = label;
      ranks[at] = rank;
      return true;
    }
  }
}
