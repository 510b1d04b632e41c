package org.tributary.head;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A linear-chain CRF decoder (Lafferty, McCallum and Pereira 2001) in plain Java. The score of
 * labels y is
 *
 * <pre>{@code
 * start[y_0] + Σ_t scores[t, y_t] + Σ_{t>0} transitions[y_{t-1}, y_t] + end[y_{T-1}]
 * }</pre>
 *
 * <p>The scores of a sequence are a float[T · K], row-major, all finite. Sums are in double
 * precision, so a result has the same bits on every machine and in every batch. Immutable and
 * thread-safe.
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
      factors[k] = Math.exp(into[k]);
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

  /**
   * Returns a chain of {@code labels} labels without transition scores: an independent softmax at
   * each step.
   */
  static LinearChain independent(int labels) {
    return of(new float[labels], new float[labels], new float[labels * labels]);
  }

  /** Returns the same chain with probability 0 for every sequence that {@code rules} forbid. */
  LinearChain restrictedTo(TransitionConstraints rules) {
    double[] restrictedStart = start.clone();
    double[] restrictedEnd = end.clone();
    double[] restrictedInto = into.clone();
    for (int to = 0; to < labels; to++) {
      if (!rules.mayStart(to)) {
        restrictedStart[to] = Double.NEGATIVE_INFINITY;
      }
      if (!rules.mayEnd(to)) {
        restrictedEnd[to] = Double.NEGATIVE_INFINITY;
      }
      for (int from = 0; from < labels; from++) {
        if (!rules.mayFollow(from, to)) {
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
    int steps = steps(scores);
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
    if (n < 1) {
      throw new IllegalArgumentException("n best: expected n of at least 1, got %d".formatted(n));
    }
    double logPartition = logPartition(scores);
    int steps = steps(scores);
    BestPaths[] beams = new BestPaths[steps * labels];
    double[] first = first(scores);
    for (int to = 0; to < labels; to++) {
      beams[to] = new BestPaths(n, first[to]);
    }
    for (int t = 1; t < steps; t++) {
      for (int to = 0; to < labels; to++) {
        BestPaths beam = new BestPaths(n);
        for (int from = 0; from < labels; from++) {
          beam.extend(beams[(t - 1) * labels + from], from, into[to * labels + from]);
        }
        beam.add(scores[t * labels + to]);
        beams[t * labels + to] = beam;
      }
    }
    BestPaths last = new BestPaths(n);
    for (int from = 0; from < labels; from++) {
      last.extend(beams[(steps - 1) * labels + from], from, end[from]);
    }
    List<LabelPath> paths = new ArrayList<>();
    for (int rank = 0; rank < last.size(); rank++) {
      Integer[] path = new Integer[steps];
      BestPaths at = last;
      int prefixRank = rank;
      for (int t = steps - 1; t >= 0; t--) {
        path[t] = at.label(prefixRank);
        prefixRank = at.rank(prefixRank);
        at = beams[t * labels + path[t]];
      }
      paths.add(new LabelPath(List.of(path), last.score(rank) - logPartition));
    }
    return paths;
  }

  /**
   * Returns log Z, the logarithm of the sum of e^score over all label sequences.
   *
   * @throws IllegalArgumentException as {@link #viterbi}
   */
  double logPartition(float[] scores) {
    int steps = steps(scores);
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
    int steps = steps(scores);
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
      marginals[(steps - 1) * labels + label] = Math.exp(last[label] + end[label] - logPartition);
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

  private double[] first(float[] scores) {
    double[] first = new double[labels];
    for (int label = 0; label < labels; label++) {
      first[label] = start[label] + scores[label];
    }
    return first;
  }

  /**
   * Returns T of checked scores.
   *
   * @throws IllegalArgumentException if the scores are not [T, K], T at least 1, and finite
   */
  int steps(float[] scores) {
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
      double log = Math.log(marginals[(from + last) * labels + path[last]]);
      for (int k = last; k > 0 && log > Double.NEGATIVE_INFINITY; k--) {
        log += logPrevious(from + k, path[k], path[k - 1]);
      }
      return Math.exp(log);
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
   * The k best partial label sequences that end in one label at one step, best first. Equal scores
   * keep the order of insertion.
   */
  private static final class BestPaths {
    private final int limit;
    private double[] scores;
    private int[] labels; // previous label of each path
    private int[] ranks; // rank of the path's prefix among the previous label's paths
    private int size;

    BestPaths(int limit) {
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

    int size() {
      return size;
    }

    double score(int rank) {
      return scores[rank];
    }

    /** Returns the previous label on the path of this rank. */
    int label(int rank) {
      return labels[rank];
    }

    /** Returns the rank of the path's prefix among the paths of its previous label. */
    int rank(int rank) {
      return ranks[rank];
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
