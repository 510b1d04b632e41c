package org.tributary.examples.workshop;

import java.util.List;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tribuo.LstmTaggerModel;

/** A trained tagger of some library, from words to labels. */
@FunctionalInterface
interface AnyTagger extends AutoCloseable {

  /**
   * Tags sentences.
   *
   * @param sentences the words of each, at least one
   * @return a label for each word of each sentence, in order
   */
  List<List<String>> tag(List<List<String>> sentences);

  /**
   * Returns an equal tagger with empty caches, which shares the model of this one and need not be
   * closed. The default is for taggers without caches.
   */
  default AnyTagger withEmptyCaches() {
    return this;
  }

  @Override
  default void close() {}

  /** Returns Tributary's tagger on a model, which it closes. */
  static AnyTagger of(LstmTaggerModel model) {
    Tagger tagger = model.tagger();
    return new AnyTagger() {
      @Override
      public List<List<String>> tag(List<List<String>> sentences) {
        return labels(tagger, sentences);
      }

      @Override
      public AnyTagger withEmptyCaches() {
        Tagger fresh = model.tagger(); // extractors cache word forms, too
        fresh.cache().clear();
        return sentences -> labels(fresh, sentences);
      }

      @Override
      public void close() {
        tagger.close();
      }
    };
  }

  private static List<List<String>> labels(Tagger tagger, List<List<String>> sentences) {
    return tagger.tagAll(sentences).stream().map(Tagging::labels).toList();
  }

  /**
   * The speed of a tagger from words to labels, after JIT warm-up.
   *
   * @param fresh words/s of all sentences in one call, with empty caches
   * @param cached words/s of all sentences in one call, with warm caches
   * @param medianMs median latency of a single sentence, with warm caches
   * @param p99Ms 99th percentile of that latency
   */
  record Speed(double fresh, double cached, double medianMs, double p99Ms) {
    private static final int PASSES = 9;

    /** Seconds of warm-up for each kind of pass, in which the JIT compiler settles. */
    private static final double WARM_UP = 8;

    /** Measures a tagger; passes with empty and with warm caches alternate. */
    static Speed of(AnyTagger tagger, List<List<String>> sentences) {
      Rounds rounds =
          Rounds.of(
              Rounds.areBrief() ? 2 : PASSES,
              WARM_UP,
              List.of(
                  () -> wordsPerSecond(tagger.withEmptyCaches(), sentences),
                  () -> wordsPerSecond(tagger, sentences)));
      double[] ms = Rounds.latencies(sentences.size(), n -> tagger.tag(List.of(sentences.get(n))));
      return new Speed(
          rounds.median(0), rounds.median(1), Rounds.median(ms), Rounds.quantile(ms, 0.99));
    }

    private static double wordsPerSecond(AnyTagger tagger, List<List<String>> sentences) {
      long start = System.nanoTime();
      tagger.tag(sentences);
      return sentences.stream().mapToLong(List::size).sum() * 1e9 / (System.nanoTime() - start);
    }
  }
}
