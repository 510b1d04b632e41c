package org.tributary.examples.bench;

import java.util.Arrays;
import java.util.List;

/** Times several things in turn, round by round, so that what else the machine does touches all. */
final class Rounds {
  private static final int WARM_UP_ROUNDS = 3;
  private static final long WARM_UP_NANOS = 700_000_000L;
  private static final long ROUND_NANOS = 60_000_000L;

  private final double[][] times;

  private Rounds(double[][] times) {
    this.times = times;
  }

  /**
   * Times each of {@code all}.
   *
   * @param rounds how many, after warm-up
   */
  static Rounds of(List<? extends Timed> all, int rounds) {
    all.forEach(Rounds::warmUp);
    double[][] times = new double[all.size()][rounds];
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      for (int k = 0; k < all.size(); k++) {
        double time = round(all.get(k));
        if (round >= 0) {
          times[k][round] = time;
        }
      }
    }
    return new Rounds(times);
  }

  /** Milliseconds a run of {@code k}: the median of the rounds. */
  double median(int k) {
    return quantile(times[k], 0.5);
  }

  /** A quantile, over the rounds, of the time of {@code k} over that of {@code base}. */
  double ratio(int k, int base, double share) {
    double[] ratios = new double[times[k].length];
    Arrays.setAll(ratios, round -> times[k][round] / times[base][round]);
    return quantile(ratios, share);
  }

  private static void warmUp(Timed timed) {
    long start = System.nanoTime();
    do {
      timed.run();
    } while (System.nanoTime() - start < WARM_UP_NANOS);
  }

  /** Milliseconds a run: the median of as many as fit in a round, at least three. */
  private static double round(Timed timed) {
    double[] times = new double[1000];
    int count = 0;
    long start = System.nanoTime();
    while (count < times.length && (count < 3 || System.nanoTime() - start < ROUND_NANOS)) {
      long before = System.nanoTime();
      timed.run();
      times[count++] = (System.nanoTime() - before) / 1e6;
    }
    return quantile(Arrays.copyOf(times, count), 0.5);
  }

  /** The value below which {@code share} of them lie, one of the values themselves. */
  static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}
