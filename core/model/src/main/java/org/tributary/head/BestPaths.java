package org.tributary.head;

import java.util.Arrays;

/**
 * The k best partial label sequences that end in one label at one step, best first. Equal scores
 * keep the order of insertion.
 */
final class BestPaths {
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
