package org.tributary.examples.workshop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.IntConsumer;
import org.tributary.examples.job.LabelledFile;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.TrainingRequest;
import org.tributary.tribuo.data.TokenFeatureExtractor;

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

  /**
   * Returns Tributary's tagger on a model, which it closes.
   *
   * @param extractor the feature extractor of the training data
   */
  static AnyTagger of(LstmTaggerModel model, TokenFeatureExtractor extractor) {
    Tagger tagger = model.tagger(extractor);
    return new AnyTagger() {
      @Override
      public List<List<String>> tag(List<List<String>> sentences) {
        return labels(tagger, sentences);
      }

      @Override
      public AnyTagger withEmptyCaches() {
        // extractors cache word forms, too; a model does not make another program's extractor
        boolean caches = !(extractor instanceof LowerCasedWords);
        Tagger fresh = model.tagger(caches ? model.extractor() : extractor);
        fresh.cache().clear();
        return sentences -> labels(fresh, sentences);
      }

      @Override
      public void close() {
        tagger.close();
      }
    };
  }

  /** Trains Tributary's tagger on a file, as the train command does. */
  static AnyTagger trained(
      LstmTaggerTrainer trainer,
      LabelledFile train,
      LabelledFile dev,
      TrainingListener listener,
      TokenFeatureExtractor extractor) {
    return of(
        trainer.train(
            TrainingRequest.on(train.sentences()).dev(dev.sentences()).listener(listener)),
        extractor);
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

    /** Measures taggers in alternating passes. */
    static List<Speed> of(List<AnyTagger> taggers, List<List<String>> sentences) {
      List<DoubleSupplier> passes = new ArrayList<>();
      for (AnyTagger tagger : taggers) {
        passes.add(() -> wordsPerSecond(tagger.withEmptyCaches(), sentences));
        passes.add(() -> wordsPerSecond(tagger, sentences));
      }
      Rounds rounds = Rounds.of(Rounds.areBrief() ? 2 : PASSES, WARM_UP, passes);
      List<Speed> speeds = new ArrayList<>();
      for (int k = 0; k < taggers.size(); k++) {
        AnyTagger tagger = taggers.get(k);
        IntConsumer single = n -> tagger.tag(List.of(sentences.get(n)));
        double[] ms = Rounds.latencies(sentences.size(), List.of(single))[0];
        speeds.add(
            new Speed(
                rounds.median(2 * k),
                rounds.median(2 * k + 1),
                Rounds.median(ms),
                Rounds.quantile(ms, 0.99)));
      }
      return speeds;
    }

    private static double wordsPerSecond(AnyTagger tagger, List<List<String>> sentences) {
      long start = System.nanoTime();
      tagger.tag(sentences);
      return sentences.stream().mapToLong(List::size).sum() * 1e9 / (System.nanoTime() - start);
    }
  }
}
