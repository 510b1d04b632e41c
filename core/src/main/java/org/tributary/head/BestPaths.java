package org.tributary.head;

import java.util.Arrays;

/** The best few ways to one label at one step, best first; of equals the one that came first. */
final class BestPaths {
  private final int most;
  private double[] scores;
  private int[] labels; // the label before
  private int[] ranks; // which of that label's ways
  private int size;

  BestPaths(int most) {
    this.most = most;
    int room = Math.min(most, 8);
    this.scores = new double[room];
    this.labels = new int[room];
    this.ranks = new int[room];
  }

  /** At the first step: one way, or none where it is forbidden. */
  BestPaths(int most, double score) {
    this(most);
    if (score > Double.NEGATIVE_INFINITY) {
      insert(score, 0, 0);
    }
  }

  int size() {
    return size;
  }

  double score(int rank) {
    return scores[rank];
  }

  /** The label before, on the way of this rank. */
  int label(int rank) {
    return labels[rank];
  }

  /** The rank, among the ways to that label, of the way there. */
  int rank(int rank) {
    return ranks[rank];
  }

  /** Takes what is good enough of the ways over {@code label}, each with {@code more} added. */
  void extend(BestPaths before, int label, double more) {
    if (more == Double.NEGATIVE_INFINITY) {
      return;
    }
    for (int rank = 0; rank < before.size; rank++) {
      if (!insert(before.scores[rank] + more, label, rank)) {
        return; // those that follow score no more
      }
    }
  }

  void add(double score) {
    for (int rank = 0; rank < size; rank++) {
      scores[rank] += score;
    }
  }

  private boolean insert(double score, int label, int rank) {
    if (size == most && !(score > scores[size - 1])) {
      return false;
    }
    if (size < most && size == scores.length) {
      int room = Math.min(most, 2 * size);
      scores = Arrays.copyOf(scores, room);
      labels = Arrays.copyOf(labels, room);
      ranks = Arrays.copyOf(ranks, room);
    }
    int at = size < most ? size++ : size - 1;
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
