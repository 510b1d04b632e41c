package org.tributary.tribuo.evaluation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The paired approximate randomization test (Noreen, Computer-Intensive Methods for Testing
 * Hypotheses, 1989; Yeh, More accurate tests for the statistical significance of result
 * differences, 2000). If two models are equally good, exchanging their predictions for a sentence
 * changes nothing; the p-value is the share of random exchanges by sentence, with the observed one,
 * whose difference of scores is at least as large as the observed.
 */
final class Randomization {
  /** The number of rounds of {@link #seeded}. */
  static final int ROUNDS = Comparison.ROUNDS;

  /**
   * Differences of scores within this distance count as equal: sums are exact, quotients are not.
   */
  private static final double TOLERANCE = 1e-12;

  private final IntFunction<boolean[]> exchanges;
  private final int rounds;

  private Randomization(IntFunction<boolean[]> exchanges, int rounds) {
    this.exchanges = exchanges;
    this.rounds = rounds;
  }

  /**
   * Returns a test with random exchanges.
   *
   * @param sentences the number of sentences of the text
   * @param seed the seed of the draws
   * @return a test of {@value #ROUNDS} rounds
   */
  static Randomization seeded(int sentences, long seed) {
    long[] seeds = new SplittableRandom(seed).longs(ROUNDS).toArray();
    return new Randomization(round -> draw(new SplittableRandom(seeds[round]), sentences), ROUNDS);
  }

  private static boolean[] draw(SplittableRandom random, int sentences) {
    boolean[] exchanged = new boolean[sentences];
    for (int k = 0; k < sentences; k++) {
      exchanged[k] = random.nextBoolean();
    }
    return exchanged;
  }

  /** Returns a test with given exchanges, each with an entry per sentence. */
  static Randomization of(List<boolean[]> exchanges) {
    return new Randomization(exchanges::get, exchanges.size());
  }

  /**
   * Returns the two-sided p-value of the difference of two models' scores.
   *
   * @param first the measure of one model
   * @param second the same measure of another
   * @return (rounds with at least the observed difference + 1) / (rounds + 1), in (0, 1]
   * @throws IllegalArgumentException if the numbers of sentences or the counted labels differ
   */
  double pValue(Measure first, Measure second) {
    first.requireComparable(second);
    double observed = Math.abs(first.value() - second.value());
    long atLeast =
        IntStream.range(0, rounds)
            .parallel()
            .filter(
                round ->
                    Math.abs(first.difference(second, exchanges.apply(round)))
                        >= observed - TOLERANCE)
            .count();
    return (atLeast + 1.0) / (rounds + 1.0);
  }
}
