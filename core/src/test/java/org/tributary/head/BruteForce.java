package org.tributary.head;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A small chain whose every sequence of labels is written out and summed, in double. */
record BruteForce(List<Double> start, List<Double> end, List<Double> transitions) {
  static BruteForce random(Random random, int labels) {
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

  static float[] scores(Random random, int count) {
    float[] scores = new float[count];
    for (int k = 0; k < count; k++) {
      scores[k] = (float) (2 * random.nextGaussian());
    }
    return scores;
  }

  int labels() {
    return start.size();
  }

  LinearChain chain() {
    return LinearChain.of(floats(start), floats(end), floats(transitions));
  }

  static float[] floats(List<Double> values) {
    float[] floats = new float[values.size()];
    for (int k = 0; k < floats.length; k++) {
      floats[k] = values.get(k).floatValue();
    }
    return floats;
  }

  /** Every sequence of labels. */
  List<int[]> paths(int steps) {
    int count = (int) Math.round(Math.pow(labels(), steps));
    List<int[]> paths = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      int[] path = new int[steps];
      for (int t = 0, rest = n; t < steps; t++, rest /= labels()) {
        path[t] = rest % labels();
      }
      paths.add(path);
    }
    return paths;
  }

  double score(float[] scores, int[] path) {
    double sum = start.get(path[0]) + end.get(path[path.length - 1]);
    for (int t = 0; t < path.length; t++) {
      sum += scores[t * labels() + path[t]];
      sum += t == 0 ? 0 : transitions.get(path[t - 1] * labels() + path[t]);
    }
    return sum;
  }

  /** log Σ e^score over the paths that have the given labels; a negative one stands for all. */
  double logSum(float[] scores, int... given) {
    List<int[]> paths = new ArrayList<>(paths(given.length));
    paths.removeIf(path -> !agrees(path, given));
    double[] all = paths.stream().mapToDouble(path -> score(scores, path)).toArray();
    double largest = Arrays.stream(all).max().orElseThrow();
    return largest + Math.log(Arrays.stream(all).map(s -> Math.exp(s - largest)).sum());
  }

  private static boolean agrees(int[] path, int[] given) {
    for (int t = 0; t < given.length; t++) {
      if (given[t] >= 0 && given[t] != path[t]) {
        return false;
      }
    }
    return true;
  }

  /** The negative log-likelihood of given labels; a negative one stands for all. */
  double loss(float[] scores, int... given) {
    int[] any = new int[given.length];
    Arrays.fill(any, -1);
    return logSum(scores, any) - logSum(scores, given);
  }
}
