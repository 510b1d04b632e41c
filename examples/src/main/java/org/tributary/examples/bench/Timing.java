package org.tributary.examples.bench;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Times of one case: medians in milliseconds and, beside a peer, the ratio.
 *
 * @param oursMs our median
 * @param peerMs the peer's median, if there is one
 * @param ratio the median of our time over the peer's, round by round
 * @param lowRatio the first quartile of the rounds' ratios
 * @param highRatio the third
 */
record Timing(
    double oursMs,
    OptionalDouble peerMs,
    OptionalDouble ratio,
    OptionalDouble lowRatio,
    OptionalDouble highRatio) {

  private static final int WARM_UP_ROUNDS = 3;
  private static final long WARM_UP_NANOS = 700_000_000L;
  private static final long ROUND_NANOS = 60_000_000L;

  /**
   * Times ours and the peer's in turn, round by round, so that whatever else the machine does
   * touches both.
   *
   * @param rounds how many, after warm-up
   */
  static Timing of(Timed ours, Optional<Timed> peer, int rounds) {
    warmUp(ours);
    peer.ifPresent(Timing::warmUp);
    double[] our = new double[rounds];
    double[] their = new double[rounds];
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      double o = round(ours);
      double t = peer.isPresent() ? round(peer.get()) : Double.NaN;
      if (round >= 0) {
        our[round] = o;
        their[round] = t;
      }
    }
    if (peer.isEmpty()) {
      return new Timing(
          quantile(our, 0.5),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty());
    }
    double[] ratios = new double[rounds];
    Arrays.setAll(ratios, k -> our[k] / their[k]);
    return new Timing(
        quantile(our, 0.5),
        OptionalDouble.of(quantile(their, 0.5)),
        OptionalDouble.of(quantile(ratios, 0.5)),
        OptionalDouble.of(quantile(ratios, 0.25)),
        OptionalDouble.of(quantile(ratios, 0.75)));
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

  private static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}
