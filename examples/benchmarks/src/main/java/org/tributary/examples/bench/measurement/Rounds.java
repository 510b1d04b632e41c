package org.tributary.examples.bench.measurement;

import java.util.Arrays;
import java.util.List;

/** Times of several operations in alternating rounds, so that other load affects all of them. */
public final class Rounds {
  private static final int WARM_UP_ROUNDS = 3;
  private static final int WARM_UP_NANOS = 700_000_000;
  private static final int ROUND_NANOS = 60_000_000;

  private final double[][] times;

  private Rounds(double[][] times) {
    this.times = times;
  }

  /**
   * Times each operation.
   *
   * @param operations operations to time
   * @param rounds number of rounds after warm-up
   */
  public static Rounds of(List<? extends Timed> operations, int rounds) {
    operations.forEach(Rounds::warmUp);
    double[][] times = new double[operations.size()][rounds];
    for (int round = -Effort.of(WARM_UP_ROUNDS, 0); round < rounds; round++) {
      for (int k = 0; k < operations.size(); k++) {
        double time = round(operations.get(k));
        if (round >= 0) {
          times[k][round] = time;
        }
      }
    }
    return new Rounds(times);
  }

  /** Returns the median over the rounds of operation {@code k}, in ms per run. */
  public double median(int k) {
    return quantile(times[k], 0.5);
  }

  /** Returns a quantile over the rounds of the time of {@code k} relative to {@code base}. */
  public double ratio(int k, int base, double q) {
    double[] ratios = new double[times[k].length];
    Arrays.setAll(ratios, round -> times[k][round] / times[base][round]);
    return quantile(ratios, q);
  }

  private static void warmUp(Timed timed) {
    long nanos = Effort.of(WARM_UP_NANOS, 0);
    long start = System.nanoTime();
    do {
      timed.run();
    } while (System.nanoTime() - start < nanos);
  }

  /** Returns the median ms per run over as many runs as fit in a round, at least three. */
  private static double round(Timed timed) {
    double[] times = new double[1000];
    int count = 0;
    long nanos = Effort.of(ROUND_NANOS, 0);
    long start = System.nanoTime();
    while (count < times.length && (count < 3 || System.nanoTime() - start < nanos)) {
      long before = System.nanoTime();
      timed.run();
      times[count++] = (System.nanoTime() - before) / 1e6;
    }
    return quantile(Arrays.copyOf(times, count), 0.5);
  }

  /** Returns the quantile {@code q}, from 0 to 1, interpolated linearly as by default in numpy. */
  public static double quantile(double[] values, double q) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double position = q * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
