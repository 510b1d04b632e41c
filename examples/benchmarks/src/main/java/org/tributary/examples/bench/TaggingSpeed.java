package org.tributary.examples.bench;

import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import org.tributary.examples.taggers.ComparedTagger;

/**
 * How fast a trained tagger is, from words to labels, once the JVM has compiled what it runs.
 *
 * @param wordsPerSecond all sentences handed over at once to a tagger that has seen none before
 * @param againPerSecond the same of one that has tagged them before, and may remember their words
 * @param medianMs of a sentence by itself, tagged before
 * @param p99Ms the 99th percentile of the same
 */
public record TaggingSpeed(
    double wordsPerSecond, double againPerSecond, double medianMs, double p99Ms) {
  private static final int PASSES = 9;

  /** The JVM compiles until about half a million words have passed. */
  private static final long WARM_UP_WORDS = 500_000;

  private static final int MOST_WARM_UP_PASSES = 20;

  /** Passes of each kind before those that count: to open a tagger is compiled as well. */
  private static final int LEFT_OUT = 3;

  /** What starts a tagger that is new: a sentence alone, and two of different lengths. */
  private static final List<List<List<String>>> START =
      List.of(List.of(List.of(".")), List.of(List.of("."), List.of(".", ".")));

  /** Measures all of them. */
  public static TaggingSpeed of(ComparedTagger tagger, List<List<String>> sentences) {
    double fresh = wordsPerSecond(tagger, sentences);
    double again = quotient(sentences, () -> seconds(tagger, sentences));
    double[] alone = alone(tagger, sentences);
    return new TaggingSpeed(
        fresh, again, Rounds.quantile(alone, 0.5), Rounds.quantile(alone, 0.99));
  }

  /**
   * The median of a few passes over all sentences at once, after warm-up, each by a tagger that has
   * seen none of them.
   */
  static double wordsPerSecond(ComparedTagger tagger, List<List<String>> sentences) {
    long warmUp = Math.min(MOST_WARM_UP_PASSES, WARM_UP_WORDS / words(sentences) + 1);
    for (int pass = 0; pass < warmUp; pass++) {
      tagger.tag(sentences);
    }
    return quotient(
        sentences,
        () -> {
          try (ComparedTagger fresh = tagger.withEmptyCaches()) {
            START.forEach(fresh::tag);
            return seconds(fresh, sentences);
          }
        });
  }

  private static double quotient(List<List<String>> sentences, DoubleSupplier pass) {
    double[] seconds = DoubleStream.generate(pass).skip(LEFT_OUT).limit(PASSES).toArray();
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

  /** Milliseconds of each sentence by itself; the first pass warms up. */
  private static double[] alone(ComparedTagger tagger, List<List<String>> sentences) {
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
