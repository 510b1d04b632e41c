package org.tributary.head;

import java.util.Arrays;

/** The forward algorithm in plain double-precision loops, for rows too long for brute force. */
public final class PlainForward {
  private PlainForward() {}

  public static double logPartition(BruteForce chain, float[] scores) {
    int[] any = new int[scores.length / chain.labels()];
    Arrays.fill(any, -1);
    return logSum(chain, scores, any);
  }

  /**
   * Returns log Σ e^score over the paths with these labels; a negative label matches every label.
   */
  public static double logSum(BruteForce chain, float[] scores, int... path) {
    int labels = chain.labels();
    double[] alpha = new double[labels];
    double offset = 0;
    for (int t = 0; t < path.length; t++) {
      double[] next = new double[labels];
      for (int to = 0; to < labels; to++) {
        double sum = t == 0 ? chain.start().get(to) : Double.NEGATIVE_INFINITY;
        for (int from = 0; t > 0 && from < labels; from++) {
          sum = plus(sum, alpha[from] + chain.transitions().get(from * labels + to));
        }
        boolean allowed = path[t] < 0 || path[t] == to;
        next[to] = allowed ? sum + scores[t * labels + to] : Double.NEGATIVE_INFINITY;
      }
      double largest = Arrays.stream(next).max().orElseThrow();
      offset += largest;
      alpha = Arrays.stream(next).map(a -> a - largest).toArray();
    }
    double sum = Double.NEGATIVE_INFINITY;
    for (int label = 0; label < labels; label++) {
      sum = plus(sum, alpha[label] + chain.end().get(label));
    }
    return offset + sum;
  }

  private static double plus(double a, double b) {
    double largest = Math.max(a, b);
    return largest == Double.NEGATIVE_INFINITY
        ? largest
        : largest + Math.log1p(Math.exp(Math.min(a, b) - largest));
  }
}
