package org.tributary.head;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A small CRF evaluated by brute force: enumerates every label sequence, in double precision. */
public record BruteForce(List<Double> start, List<Double> end, List<Double> transitions) {
  public static BruteForce random(Random random, int labels) {
    return new BruteForce(
        draw(random, labels), draw(random, labels), draw(random, labels * labels));
  }

  private static List<Double> draw(Random random, int count) {
    List<Double> values = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      values.add((double) (float) (1.5 * random.nextGaussian()));
    }
    return values;
  }

  public static float[] scores(Random random, int count) {
    float[] scores = new float[count];
    for (int k = 0; k < count; k++) {
      scores[k] = (float) (2 * random.nextGaussian());
    }
    return scores;
  }

  public int labels() {
    return start.size();
  }

  LinearChain chain() {
    return LinearChain.of(floats(start), floats(end), floats(transitions));
  }

  public static float[] floats(List<Double> values) {
    float[] floats = new float[values.size()];
    for (int k = 0; k < floats.length; k++) {
      floats[k] = values.get(k).floatValue();
    }
    return floats;
  }

  /** Returns every label sequence. */
  List<int[]> paths(int steps) {
    int count = (int) Math.round(Math.pow(labels(), steps));
    List<int[]> paths = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      int[] path = new int[steps];
      for (int t = 0, remaining = n; t < steps; t++, remaining /= labels()) {
        path[t] = remaining % labels();
      }
      paths.add(path);
    }
    return paths;
  }

  public double score(float[] scores, int[] path) {
    double sum = start.get(path[0]) + end.get(path[path.length - 1]);
    for (int t = 0; t < path.length; t++) {
      sum += scores[t * labels() + path[t]];
      sum += t == 0 ? 0 : transitions.get(path[t - 1] * labels() + path[t]);
    }
    return sum;
  }

  /**
   * Returns log Σ e^score over the paths with these labels; a negative label matches every label.
   */
  public double logSum(float[] scores, int... labels) {
    List<int[]> paths = new ArrayList<>(paths(labels.length));
    paths.removeIf(path -> !matches(path, labels));
    double[] all = paths.stream().mapToDouble(path -> score(scores, path)).toArray();
    double largest = Arrays.stream(all).max().orElseThrow();
    return largest + Math.log(Arrays.stream(all).map(s -> Math.exp(s - largest)).sum());
  }

  private static boolean matches(int[] path, int[] labels) {
    for (int t = 0; t < labels.length; t++) {
      if (labels[t] >= 0 && labels[t] != path[t]) {
        return false;
      }
    }
    return true;
  }

  /** Returns the negative log-likelihood of labels; a negative label matches every label. */
  public double loss(float[] scores, int... labels) {
    int[] any = new int[labels.length];
    Arrays.fill(any, -1);
    return logSum(scores, any) - logSum(scores, labels);
  }

  /** Returns the marginals of the library's chain. */
  public float[] marginals(float[] scores) {
    LabelDistributions distributions = chain().posterior(scores).distributions();
    float[] marginals = new float[scores.length];
    for (int k = 0; k < scores.length; k++) {
      marginals[k] = distributions.probability(k / labels(), k % labels());
    }
    return marginals;
  }

  /** Returns the negative log likelihood of a path by the library's chain with rules. */
  public double restrictedNegativeLogLikelihood(
      TransitionConstraints rules, float[] scores, int... path) {
    double logPartition = chain().restrictedTo(rules).logPartition(scores);
    return rules.allow(path) ? logPartition - score(scores, path) : Double.POSITIVE_INFINITY;
  }
}
