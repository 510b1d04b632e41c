package org.tributary.examples.bench;

import java.util.List;
import org.tributary.examples.taggers.TrainedTagger;

/**
 * How fast a trained tagger is, from words to labels, once the JVM has compiled what it runs.
 *
 * @param wordsPerSecond all sentences handed over at once
 * @param medianMs of a sentence by itself
 * @param p99Ms the 99th percentile of the same
 */
public record TaggingSpeed(double wordsPerSecond, double medianMs, double p99Ms) {
  private static final int PASSES = 9;

  /** The JVM compiles until about half a million words have passed. */
  private static final long WARM_UP_WORDS = 500_000;

  private static final int MOST_WARM_UP_PASSES = 20;

  /** Measures both. */
  public static TaggingSpeed of(TrainedTagger tagger, List<List<String>> sentences) {
    double inBatches = wordsPerSecond(tagger, sentences);
    double[] alone = alone(tagger, sentences);
    return new TaggingSpeed(inBatches, Rounds.quantile(alone, 0.5), Rounds.quantile(alone, 0.99));
  }

  /** The median of a few passes over all sentences at once, after warm-up. */
  static double wordsPerSecond(TrainedTagger tagger, List<List<String>> sentences) {
    long words = sentences.stream().mapToLong(List::size).sum();
    long warmUp = Math.min(MOST_WARM_UP_PASSES, WARM_UP_WORDS / words + 1);
    for (int pass = 0; pass < warmUp; pass++) {
      tagger.tag(sentences);
    }
    double[] seconds = new double[PASSES];
    for (int pass = 0; pass < PASSES; pass++) {
      long start = System.nanoTime();
      tagger.tag(sentences);
      seconds[pass] = (System.nanoTime() - start) / 1e9;
    }
    return words / Rounds.quantile(seconds, 0.5);
  }

  /** Milliseconds of each sentence by itself; the first pass warms up. */
  private static double[] alone(TrainedTagger tagger, List<List<String>> sentences) {
    double[] times = new double[sentences.size()];
    for (int pass = 0; pass < 2; pass++) {
      for (int k = 0; k < times.length; k++) {
        long start = System.nanoTime();
        tagger.tag(List.of(sentences.get(k)));
        times[k] = (System.nanoTime() - start) / 1e6;
      }
    }
    return times;
  }
}
