package org.tributary.tribuo.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The percentile bootstrap over sentences (Efron and Tibshirani, An Introduction to the Bootstrap,
 * 1993): the 2.5th and 97.5th percentile of a score over resamples, each of as many sentences as
 * the text, drawn with replacement. Resampling sentences, not tokens, keeps the tokens of a
 * sentence together, which are not independent. The same seed draws the same resamples, so two
 * scores of a text are of the same resamples.
 */
final class Bootstrap {
  /** The number of resamples of {@link #seeded}. */
  static final int RESAMPLES = 2000;

  private static final double LOW = 0.025;
  private static final double HIGH = 0.975;

  private final IntFunction<int[]> resamples;
  private final int number;

  private Bootstrap(IntFunction<int[]> resamples, int number) {
    this.resamples = resamples;
    this.number = number;
  }

  /**
   * Returns a bootstrap of random resamples.
   *
   * @param sentences the number of sentences of the text
   * @param seed the seed of the draws
   * @return a bootstrap of {@value #RESAMPLES} resamples
   */
  static Bootstrap seeded(int sentences, long seed) {
    long[] seeds = new SplittableRandom(seed).longs(RESAMPLES).toArray();
    return new Bootstrap(
        round -> new SplittableRandom(seeds[round]).ints(sentences, 0, sentences).toArray(),
        RESAMPLES);
  }

  /** Returns a bootstrap of given resamples, each of indices of sentences. */
  static Bootstrap of(List<int[]> resamples) {
    return new Bootstrap(resamples::get, resamples.size());
  }

  /**
   * Returns a score with its 95 % confidence interval.
   *
   * @param measure the measure
   * @return the score of the text, and the percentiles over the resamples that have a score
   */
  Estimate estimate(Measure measure) {
    return new Estimate(measure.value(), interval(measure::value));
  }

  /**
   * Returns the difference of the scores of two models on the same sentences with its 95 %
   * confidence interval; each resample is of the same sentences for both.
   *
   * @param first the measure of one model
   * @param second the same measure of another
   * @return first minus second
   * @throws IllegalArgumentException if the numbers of sentences or the counted labels differ
   */
  Estimate difference(Measure first, Measure second) {
    first.requireComparable(second);
    return new Estimate(
        first.value() - second.value(),
        interval(sample -> first.value(sample) - second.value(sample)));
  }

  private Optional<Estimate.Interval> interval(ToDoubleFunction<int[]> score) {
    double[] scores =
        IntStream.range(0, number)
            .parallel()
            .mapToDouble(round -> score.applyAsDouble(resamples.apply(round)))
            .filter(value -> !Double.isNaN(value))
            .sorted()
            .toArray();
    return scores.length == 0
        ? Optional.empty()
        : Optional.of(new Estimate.Interval(quantile(scores, LOW), quantile(scores, HIGH)));
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
}
