package org.tributary.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Confidence intervals and significance by random samples of the sentences of a text. The same seed
 * draws the same samples.
 *
 * <p>Intervals are of the percentile bootstrap (Efron and Tibshirani, An Introduction to the
 * Bootstrap, 1993): the 2.5th and 97.5th percentile of a score over resamples, each of as many
 * sentences as the text, drawn with replacement. Resampling sentences, not tokens, keeps the tokens
 * of a sentence together, which are not independent.
 *
 * <p>Significance is of the paired approximate randomization test (Noreen, Computer-Intensive
 * Methods for Testing Hypotheses, 1989; Yeh, More accurate tests for the statistical significance
 * of result differences, 2000). If two models are equally good, exchanging their predictions for a
 * sentence changes nothing; the p-value is the share of random exchanges by sentence, with the
 * observed one, whose difference of scores is at least as large as the observed.
 *
 * @param <T> the samples: of indices of sentences for a bootstrap, of exchanges for a test
 */
final class Resampling<T> {
  private static final int RESAMPLES = 2000;
  private static final double LOW = 0.025;
  private static final double HIGH = 0.975;

  /**
   * Differences of scores within this distance count as equal: sums are exact, quotients are not.
   */
  private static final double TOLERANCE = 1e-12;

  private final int rounds;
  private final IntFunction<T> samples;

  private Resampling(int rounds, IntFunction<T> samples) {
    this.rounds = rounds;
    this.samples = samples;
  }

  /** Returns samples that are given. */
  static <T> Resampling<T> of(List<T> samples) {
    return new Resampling<>(samples.size(), samples::get);
  }

  /** Returns 2,000 resamples for intervals. */
  static Resampling<int[]> bootstrap(int sentences, long seed) {
    return seeded(RESAMPLES, seed, random -> random.ints(sentences, 0, sentences).toArray());
  }

  /** Returns {@link Comparison#ROUNDS} exchanges of two models' predictions for a test. */
  static Resampling<boolean[]> exchanges(int sentences, long seed) {
    return seeded(
        Comparison.ROUNDS,
        seed,
        random -> {
          boolean[] exchanged = new boolean[sentences];
          for (int k = 0; k < sentences; k++) {
            exchanged[k] = random.nextBoolean();
          }
          return exchanged;
        });
  }

  private static <T> Resampling<T> seeded(
      int rounds, long seed, Function<SplittableRandom, T> draw) {
    long[] seeds = new SplittableRandom(seed).longs(rounds).toArray();
    return new Resampling<>(rounds, round -> draw.apply(new SplittableRandom(seeds[round])));
  }

  /**
   * Returns the score of a text, and the percentiles over the resamples that have a score.
   *
   * @param score the score of a resample; NaN if it has none
   */
  Estimate estimate(double value, ToDoubleFunction<T> score) {
    double[] scores =
        IntStream.range(0, rounds)
            .parallel()
            .mapToDouble(round -> score.applyAsDouble(samples.apply(round)))
            .filter(each -> !Double.isNaN(each))
            .sorted()
            .toArray();
    return new Estimate(
        value,
        scores.length == 0
            ? Optional.empty()
            : Optional.of(new Estimate.Interval(quantile(scores, LOW), quantile(scores, HIGH))));
  }

  /** Interpolates linearly between order statistics, as numpy's percentile does by default. */
  private static double quantile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    double fraction = position - below;
    return below + 1 < sorted.length
        ? sorted[below] + fraction * (sorted[below + 1] - sorted[below])
        : sorted[below];
  }

  /**
   * Returns the two-sided p-value of a difference of scores.
   *
   * @param difference the difference with some predictions exchanged
   * @return (rounds with at least the observed difference + 1) / (rounds + 1), in (0, 1]
   */
  double pValue(double observed, ToDoubleFunction<T> difference) {
    long atLeast =
        IntStream.range(0, rounds)
            .parallel()
            .mapToDouble(round -> difference.applyAsDouble(samples.apply(round)))
            .filter(each -> Math.abs(each) >= Math.abs(observed) - TOLERANCE)
            .count();
    return (atLeast + 1.0) / (rounds + 1.0);
  }
}
