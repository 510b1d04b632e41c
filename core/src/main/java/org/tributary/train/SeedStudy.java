package org.tributary.train;

import java.util.List;
import java.util.Locale;
import java.util.function.LongToDoubleFunction;
import org.tributary.internal.NullChecks;

/**
 * The scores of the same training with several seeds: the noise against which to judge a difference
 * between two settings.
 *
 * @param seeds at least one
 * @param scores one per seed, in the same order
 */
public record SeedStudy(List<Long> seeds, List<Double> scores) {

  /** Copies both lists. */
  public SeedStudy {
    NullChecks.requireElements("seeds", "seed", seeds);
    NullChecks.requireElements("scores", "score", scores);
    seeds = List.copyOf(seeds);
    scores = List.copyOf(scores);
    if (seeds.isEmpty() || seeds.size() != scores.size()) {
      throw new IllegalArgumentException(
          "seeds: expected at least one and a score for each, got %d seeds and %d scores"
              .formatted(seeds.size(), scores.size()));
    }
  }

  /** Scores each seed, sequentially. */
  public static SeedStudy of(List<Long> seeds, LongToDoubleFunction score) {
    return new SeedStudy(seeds, seeds.stream().map(seed -> score.applyAsDouble(seed)).toList());
  }

  /** Returns the mean of the scores. */
  public double mean() {
    return scores.stream().mapToDouble(s -> s).sum() / scores.size();
  }

  /**
   * Returns the sample standard deviation of the scores (denominator n - 1); 0 for a single score.
   */
  public double standardDeviation() {
    double mean = mean();
    double squares = scores.stream().mapToDouble(s -> (s - mean) * (s - mean)).sum();
    return scores.size() == 1 ? 0 : Math.sqrt(squares / (scores.size() - 1));
  }

  /** Returns the lowest score. */
  public double lowest() {
    return scores.stream().mapToDouble(s -> s).min().orElseThrow();
  }

  /** Returns the highest score. */
  public double highest() {
    return scores.stream().mapToDouble(s -> s).max().orElseThrow();
  }

  /** Returns a summary, for instance {@code 0.9487 ± 0.0011 over 5 seeds (0.9473 to 0.9502)}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.4f ± %.4f over %d seeds (%.4f to %.4f)",
        mean(),
        standardDeviation(),
        seeds.size(),
        lowest(),
        highest());
  }
}
