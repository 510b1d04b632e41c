package org.tributary.examples.report;

import java.util.List;
import java.util.function.Function;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.sequence.SequenceModel;
import org.tributary.evaluation.ScoredText;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.TaggerCache;
import org.tributary.tagger.Tagging;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.evaluation.KnownWords;
import org.tributary.tribuo.evaluation.ScoredExamples;

/**
 * The predictions of a model for a text with gold labels.
 *
 * @param text the text with the predictions
 * @param seconds the time of tagging all sentences, after a warm-up on the first of them; of a
 *     short text, of the fastest of several passes. The caches of a tagger are empty when a pass
 *     begins
 */
public record ModelPredictions(ScoredText text, double seconds) {
  private static final int WARM_UP_SENTENCES = 500;
  private static final int PASSES = 5;
  private static final long SHORT_NANOS = 500_000_000L;
  private static final long WARM_UP_NANOS = 2_000_000_000L;

  /**
   * Tags a dataset with a Tribuo model of any kind; with an {@link LstmTaggerModel} as with its
   * {@link Tagger}.
   *
   * @param model the model
   * @param dataset sentences with gold labels
   * @return the predictions, with confidences if the model gives probabilities
   * @throws IllegalArgumentException if there is no token, or a token has no gold label
   * @throws IllegalStateException if the model does not return one prediction per token
   */
  public static ModelPredictions of(SequenceModel<Label> model, SequenceDataset<Label> dataset) {
    List<SequenceExample<Label>> examples = dataset.getData();
    if (model instanceof LstmTaggerModel tagger) {
      return of(
          examples,
          all -> cold(tagger.cache(), tagger::tagAll, all),
          taggings -> ScoredExamples.of(KnownWords.of(model), examples, taggings));
    }
    return of(
        examples, model::predict, predictions -> ScoredExamples.of(model, examples, predictions));
  }

  /** Tags with empty caches, else a pass would look up what the one before has computed. */
  private static <S> List<Tagging> cold(
      TaggerCache cache, Function<List<S>, List<Tagging>> tagger, List<S> sentences) {
    cache.clear();
    return tagger.apply(sentences);
  }

  /**
   * Tags sentences with a tagger.
   *
   * @param tagger the tagger
   * @param sentences sentences with gold labels
   * @return the predictions; whether words are known is not
   * @throws IllegalArgumentException if there is no token, or the tagger does not return one label
   *     per token
   */
  public static ModelPredictions of(Tagger tagger, List<TaggedSentence> sentences) {
    return of(
        sentences.stream().map(TaggedSentence::tokens).toList(),
        words -> cold(tagger.cache(), tagger::tagAll, words),
        taggings -> ScoredText.of(sentences, taggings));
  }

  /**
   * Tags the first sentences several times, so that the compiler of the JVM has seen the code
   * before the time is taken (of two models, the first would look slower), then all.
   */
  private static <S, P> ModelPredictions of(
      List<S> sentences, Function<List<S>, P> pass, Function<P, ScoredText> scored) {
    if (sentences.isEmpty()) {
      throw new IllegalArgumentException(
          "sentences: expected at least one to evaluate on, got none; is the file empty?");
    }
    List<S> first = sentences.subList(0, Math.min(sentences.size(), WARM_UP_SENTENCES));
    int passes = first.size() < WARM_UP_SENTENCES ? PASSES : Integer.MAX_VALUE;
    P predictions = null;
    long begin = System.nanoTime();
    for (int k = 0; k < passes && System.nanoTime() - begin < WARM_UP_NANOS; k++) {
      predictions = pass.apply(first);
    }
    begin = System.nanoTime();
    double seconds = Double.POSITIVE_INFINITY;
    for (int k = 0; k < PASSES && (k == 0 || System.nanoTime() - begin < SHORT_NANOS); k++) {
      long start = System.nanoTime();
      predictions = pass.apply(sentences);
      seconds = Math.min(seconds, (System.nanoTime() - start) / 1e9);
    }
    return new ModelPredictions(scored.apply(predictions), seconds);
  }
}
