package org.tributary.head;

import java.util.ArrayList;
import java.util.List;

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
  private final int labels;
  private final double[] start; // [K], -∞ where forbidden
  private final double[] end; // [K]
  private final double[] into; // [K, K]: scores to label j (row) from label i
  private final ForwardBackward sums;

  private LinearChain(double[] start, double[] end, double[] into) {
    this.labels = start.length;
    this.start = start;
    this.end = end;
    this.into = into;
    this.sums = new ForwardBackward(end, into);
  }

  /**
   * Returns a chain with these transition scores, named as in torchcrf.
   *
   * @param start [K]
   * @param end [K]
   * @param transitions [K, K], row-major, from the previous label (row) to the label (column)
   * @throws IllegalArgumentException if the lengths do not fit or a number is not finite
   */
  public static LinearChain of(float[] start, float[] end, float[] transitions) {
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
  public static LinearChain independent(int labels) {
    return of(new float[labels], new float[labels], new float[labels * labels]);
  }

  /**
   * Returns the same chain with probability 0 for every sequence that {@code rules} forbid.
   *
   * @throws IllegalArgumentException if the rules are about another number of labels
   */
  public LinearChain restrictedTo(TransitionConstraints rules) {
    if (rules.labels() != labels) {
      throw new IllegalArgumentException(
          "linear chain: expected rules about %d labels, got %d".formatted(labels, rules.labels()));
    }
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
  public int labels() {
    return labels;
  }

  /**
   * Returns the best label sequence (Viterbi 1967). Ties go to the smaller last label, then to the
   * smaller label before it, and so on.
   *
   * @throws IllegalArgumentException if the scores are not [T, K], T at least 1, and finite
   * @throws IllegalStateException if the rules forbid every sequence of this length
   */
  public LabelPath viterbi(float[] scores) {
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
    double score = requireFeasible(best[label] + end[label], steps);
    int[] path = new int[steps];
    for (int t = steps - 1; t >= 0; t--) {
      path[t] = label;
      label = backPointers[t * labels + label];
    }
    return new LabelPath(path, score);
  }

  /**
   * Returns the {@code n} best sequences, best first, or all if there are fewer. The first is
   * {@link #viterbi}'s. Time and memory grow with n.
   *
   * @throws IllegalArgumentException as {@link #viterbi}, or if n is below 1
   * @throws IllegalStateException as {@link #viterbi}
   */
  public List<LabelPath> nBest(float[] scores, int n) {
    if (n < 1) {
      throw new IllegalArgumentException("n best: expected n of at least 1, got %d".formatted(n));
    }
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
    requireFeasible(last.size() == 0 ? Double.NEGATIVE_INFINITY : last.score(0), steps);
    List<LabelPath> paths = new ArrayList<>();
    for (int rank = 0; rank < last.size(); rank++) {
      int[] path = new int[steps];
      BestPaths at = last;
      int prefixRank = rank;
      for (int t = steps - 1; t >= 0; t--) {
        path[t] = at.label(prefixRank);
        prefixRank = at.rank(prefixRank);
        at = beams[t * labels + path[t]];
      }
      paths.add(new LabelPath(path, last.score(rank)));
    }
    return paths;
  }

  /**
   * Returns the unnormalized score of a label sequence; negative infinity if the rules forbid it.
   *
   * @throws IllegalArgumentException as {@link #viterbi}, or if the path does not hold one label
   *     per step, each from 0 to K - 1
   */
  public double score(float[] scores, int... path) {
    int steps = steps(scores);
    if (path.length != steps) {
      throw new IllegalArgumentException(
          "path: expected %d labels, one per step, got %d".formatted(steps, path.length));
    }
    for (int label : path) {
      requireLabel(label);
    }
    double sum = start[path[0]] + scores[path[0]];
    for (int t = 1; t < steps; t++) {
      sum = sum + transition(path[t - 1], path[t]) + scores[t * labels + path[t]];
    }
    return sum + end[path[steps - 1]];
  }

  /**
   * Returns log Z, the logarithm of the sum of e^score over all label sequences.
   *
   * @throws IllegalArgumentException as {@link #viterbi}
   * @throws IllegalStateException as {@link #viterbi}
   */
  public double logPartition(float[] scores) {
    int steps = steps(scores);
    return requireFeasible(sums.logPartition(first(scores), scores), steps);
  }

  /**
   * Returns the posterior label distribution (forward-backward algorithm).
   *
   * @throws IllegalArgumentException as {@link #viterbi}
   * @throws IllegalStateException as {@link #viterbi}
   */
  public Posterior posterior(float[] scores) {
    int steps = steps(scores);
    Posterior posterior = sums.posterior(this, first(scores), scores);
    requireFeasible(posterior.logPartition(), steps);
    return posterior;
  }

  /** Returns the transition's score; negative infinity if it is forbidden. */
  double transition(int from, int to) {
    return into[to * labels + from];
  }

  void requireLabel(int label) {
    if (label < 0 || label >= labels) {
      throw new IllegalArgumentException(
          "path: expected labels from 0 to %d, got %d".formatted(labels - 1, label));
    }
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

  private static double requireFeasible(double score, int steps) {
    if (score == Double.NEGATIVE_INFINITY) {
      throw new IllegalStateException(
          "linear chain: the rules forbid every sequence of %d labels; is there a label that may"
                  .formatted(steps)
              + " stand alone and follow itself?");
    }
    return score;
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
}
