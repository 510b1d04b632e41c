package org.tributary.examples.bench.tagger;

import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import org.tributary.examples.bench.measurement.Effort;
import org.tributary.examples.bench.measurement.Rounds;
import org.tributary.examples.taggers.ComparedTagger;

/**
 * The speed of a trained tagger from words to labels, after JIT warm-up.
 *
 * @param wordsPerSecond throughput of all sentences in one call, with empty caches
 * @param cachedWordsPerSecond throughput of all sentences in one call, with warm caches
 * @param medianMs median latency of a single sentence, with warm caches
 * @param p99Ms 99th percentile of that latency
 */
public record TaggingSpeed(
    double wordsPerSecond, double cachedWordsPerSecond, double medianMs, double p99Ms) {
  private static final int PASSES = 9;

  /** JIT compilation settles after about half a million words. */
  private static final long WARM_UP_WORDS = 500_000;

  private static final int MAX_WARM_UP_PASSES = 20;

  /** Discarded passes of each kind. */
  private static final int DISCARDED_PASSES = 3;

  /** Measures a tagger. */
  public static TaggingSpeed of(ComparedTagger tagger, List<List<String>> sentences) {
    double fresh = wordsPerSecond(tagger, sentences);
    double cached = throughput(sentences, () -> seconds(tagger, sentences));
    double[] latencies = latencies(tagger, sentences);
    return new TaggingSpeed(
        fresh, cached, Rounds.quantile(latencies, 0.5), Rounds.quantile(latencies, 0.99));
  }

  /**
   * Returns the median throughput over a few passes that begin with empty caches, after warm-up
   * passes of the same kind, so that the code for uncached words is compiled.
   */
  static double wordsPerSecond(ComparedTagger tagger, List<List<String>> sentences) {
    long warmUp = Math.min(Effort.of(MAX_WARM_UP_PASSES, 1), WARM_UP_WORDS / words(sentences) + 1);
    for (int pass = 0; pass < warmUp; pass++) {
      secondsWithEmptyCaches(tagger, sentences);
    }
    return throughput(sentences, () -> secondsWithEmptyCaches(tagger, sentences));
  }

  private static double secondsWithEmptyCaches(
      ComparedTagger tagger, List<List<String>> sentences) {
    try (ComparedTagger emptied = tagger.withEmptyCaches()) {
      return seconds(emptied, sentences);
    }
  }

  private static double throughput(List<List<String>> sentences, DoubleSupplier pass) {
    double[] seconds =
        DoubleStream.generate(pass)
            .skip(Effort.of(DISCARDED_PASSES, 0))
            .limit(Effort.of(PASSES, 2))
            .toArray();
    return words(sentences) / Rounds.quantile(seconds, 0.5);
  }

  private static double seconds(ComparedTagger tagger, List<List<String>> sentences) {
    long start = System.nanoTime();
    tagger.tag(sentences);
    return (System.nanoTime() - start) / 1e9;
  }

  private static long words(List<List<String>> sentences) {
    return sentences.stream().mapToLong(List::size).sum();
  }

  /** Returns the latency of each single sentence in ms; the first pass warms up. */
  private static double[] latencies(ComparedTagger tagger, List<List<String>> sentences) {
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
