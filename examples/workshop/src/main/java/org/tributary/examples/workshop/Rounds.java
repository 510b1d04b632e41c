package org.tributary.examples.workshop;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.IntConsumer;

/**
 * The numbers of several operations in alternating rounds, so that other load affects all of them.
 * With {@code -Dtributary.bench.brief=true} warm-up and rounds are as short as possible: a check
 * that a benchmark runs, whose figures mean nothing.
 *
 * @param values [operation][round]
 */
@SuppressWarnings("ArrayRecordComponent") // compared by no one
record Rounds(double[][] values) {
  static final String BRIEF_PROPERTY = "tributary.bench.brief";
  private static final int MAX_RUNS = 1000;
  private static final int MIN_RUNS = 3;
  private static final int ROUND_NANOS = 60_000_000;

  static boolean areBrief() {
    return Boolean.getBoolean(BRIEF_PROPERTY);
  }

  /**
   * Runs operations in turn, after each has run alone for {@code warmUp} seconds, at least once.
   *
   * @param operations each returns the number of one round
   */
  static Rounds of(int rounds, double warmUp, List<DoubleSupplier> operations) {
    for (DoubleSupplier operation : operations) {
      long start = System.nanoTime();
      do {
        var unused = operation.getAsDouble();
      } while (!areBrief() && System.nanoTime() - start < 1e9 * warmUp);
    }
    double[][] values = new double[operations.size()][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int k = 0; k < values.length; k++) {
        values[k][round] = operations.get(k).getAsDouble();
      }
    }
    return new Rounds(values);
  }

  /** Returns the ms of a run: the median of as many as fit in a round, at least three. */
  static DoubleSupplier timed(Runnable run) {
    return () -> {
      double[] times = new double[MAX_RUNS];
      int count = 0;
      long nanos = areBrief() ? 0 : ROUND_NANOS;
      long start = System.nanoTime();
      while (count < times.length && (count < MIN_RUNS || System.nanoTime() - start < nanos)) {
        long before = System.nanoTime();
        run.run();
        times[count++] = (System.nanoTime() - before) / 1e6;
      }
      return quantile(Arrays.copyOf(times, count), 0.5);
    };
  }

  /**
   * Returns the latencies of calls in ms; a first pass over the calls warms up.
   *
   * @param operation receives the number of a call, from 0
   */
  static double[] latencies(int calls, IntConsumer operation) {
    double[] ms = new double[calls];
    for (int pass = 0; pass < 2; pass++) {
      for (int n = 0; n < calls; n++) {
        long start = System.nanoTime();
        operation.accept(n);
        ms[n] = (System.nanoTime() - start) / 1e6;
      }
    }
    return ms;
  }

  /** Returns the median over the rounds of operation {@code k}. */
  double median(int k) {
    return quantile(values[k], 0.5);
  }

  /** Returns the ratios of operation {@code k} to {@code base} in each round. */
  double[] ratios(int k, int base) {
    double[] ratios = new double[values[k].length];
    Arrays.setAll(ratios, round -> values[k][round] / values[base][round]);
    return ratios;
  }

  /** Returns the first and the third quartile. */
  static List<Double> quartiles(double[] values) {
    return List.of(quantile(values, 0.25), quantile(values, 0.75));
  }

  static double median(double[] values) {
    return quantile(values, 0.5);
  }

  /** Returns the quantile {@code q}, from 0 to 1, interpolated linearly as by default in numpy. */
  static double quantile(double[] values, double q) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double position = q * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
