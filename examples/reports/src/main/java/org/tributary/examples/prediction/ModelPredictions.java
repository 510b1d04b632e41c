package org.tributary.examples.prediction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.sequence.SequenceModel;
import org.tributary.examples.analysis.ScoredSentence;
import org.tributary.examples.analysis.ScoredText;
import org.tributary.examples.analysis.ScoredToken;
import org.tributary.examples.text.NumberFormats;
import org.tributary.span.Span;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.TaggedSpan;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tribuo.evaluation.KnownWords;

/**
 * The predictions of a model for a text with gold labels.
 *
 * @param text the text with the predictions
 * @param seconds the time of tagging all sentences, after a warm-up on the first of them; of a
 *     short text, of the fastest of several passes
 */
public record ModelPredictions(ScoredText text, double seconds) {
  private static final int WARM_UP_SENTENCES = 500;
  private static final int PASSES = 5;
  private static final long SHORT_NANOS = 500_000_000L;
  private static final long WARM_UP_NANOS = 2_000_000_000L;

  /**
   * Tags a dataset with a Tribuo model of any kind.
   *
   * @param model the model
   * @param dataset sentences with gold labels
   * @return the predictions, with confidences if the model gives probabilities, and those of spans
   *     if it is a {@link org.tribuo.classification.sequence.ConfidencePredictingSequenceModel}
   * @throws IllegalArgumentException if there is no token, or a token has no gold label
   * @throws IllegalStateException if the model does not return one prediction per token
   */
  public static ModelPredictions of(SequenceModel<Label> model, SequenceDataset<Label> dataset) {
    if (dataset.size() == 0) {
      throw new IllegalArgumentException(
          "dataset: expected at least one sentence to evaluate on, got none; is the file empty?");
    }
    int first = Math.min(dataset.size(), WARM_UP_SENTENCES);
    warmUp(first, () -> model.predict(dataset.getData().subList(0, first)));
    Timed<List<List<Prediction<Label>>>> timed = Timed.of(() -> model.predict(dataset));
    List<List<Prediction<Label>>> predictions = timed.result();
    requireAll(dataset.size(), predictions.size());
    KnownWords words = KnownWords.of(model);
    List<ScoredSentence> sentences = new ArrayList<>();
    for (int k = 0; k < predictions.size(); k++) {
      requireOneEach(k, dataset.getExample(k).size(), predictions.get(k).size());
      List<ScoredToken> tokens = new ArrayList<>();
      for (int i = 0; i < predictions.get(k).size(); i++) {
        Prediction<Label> prediction = predictions.get(k).get(i);
        var step = dataset.getExample(k).get(i);
        String gold = step.getOutput().getLabel();
        requireGold(k, i, !step.getOutput().equals(LabelFactory.UNKNOWN_LABEL));
        tokens.add(
            new ScoredToken(
                KnownWords.word(step),
                gold,
                prediction.getOutput().getLabel(),
                prediction.hasProbabilities()
                    ? OptionalDouble.of(clamp(prediction.getOutput().getScore()))
                    : OptionalDouble.empty(),
                Optional.of(words.isKnown(step)),
                words.trainingCount(step)));
      }
      sentences.add(new ScoredSentence(tokens));
    }
    ScoredText text = new ScoredText(sentences);
    return new ModelPredictions(
        SpanConfidences.add(text, model, dataset, predictions), timed.seconds());
  }

  /**
   * Tags sentences with a tagger.
   *
   * @param tagger the tagger
   * @param sentences sentences with gold labels
   * @return the predictions; whether words are known is not
   * @throws IllegalArgumentException if there is no token
   * @throws IllegalStateException if the tagger does not return one label per token
   */
  public static ModelPredictions of(Tagger tagger, List<TaggedSentence> sentences) {
    if (sentences.isEmpty()) {
      throw new IllegalArgumentException(
          "sentences: expected at least one to evaluate on, got none; is the file empty?");
    }
    List<List<String>> words = sentences.stream().map(TaggedSentence::tokens).toList();
    int first = Math.min(words.size(), WARM_UP_SENTENCES);
    warmUp(first, () -> tagger.tagAll(words.subList(0, first)));
    Timed<List<Tagging>> timed = Timed.of(() -> tagger.tagAll(words));
    List<Tagging> taggings = timed.result();
    requireAll(sentences.size(), taggings.size());
    List<ScoredSentence> scored = new ArrayList<>();
    for (int k = 0; k < taggings.size(); k++) {
      Tagging tagging = taggings.get(k);
      requireOneEach(k, sentences.get(k).tokens().size(), tagging.size());
      List<ScoredToken> tokens = new ArrayList<>();
      for (int i = 0; i < tagging.size(); i++) {
        tokens.add(
            new ScoredToken(
                tagging.tokens().get(i),
                sentences.get(k).labels().get(i),
                tagging.label(i),
                OptionalDouble.of(clamp(tagging.probability(i))),
                Optional.empty(),
                OptionalInt.empty()));
      }
      Map<Span, Double> spans = new HashMap<>();
      for (TaggedSpan span : tagging.spans()) {
        spans.put(new Span(span.type(), span.begin(), span.end()), clamp(span.probability()));
      }
      scored.add(new ScoredSentence(tokens, spans));
    }
    return new ModelPredictions(new ScoredText(scored), timed.seconds());
  }

  /**
   * Returns these predictions with what a model knows of each word.
   *
   * @param words the words that the model knows
   * @param sentences the sentences that were tagged
   * @throws IllegalArgumentException if they are others, by their numbers of tokens
   */
  public ModelPredictions withKnownWords(KnownWords words, SequenceDataset<Label> sentences) {
    List<ScoredSentence> known = new ArrayList<>();
    requireSame("sentences", text.size(), sentences.size());
    for (int k = 0; k < text.size(); k++) {
      ScoredSentence sentence = text.sentences().get(k);
      SequenceExample<Label> example = sentences.getExample(k);
      requireSame("tokens in sentence " + (k + 1), sentence.size(), example.size());
      List<ScoredToken> tokens = new ArrayList<>();
      for (int i = 0; i < sentence.size(); i++) {
        ScoredToken token = sentence.tokens().get(i);
        tokens.add(
            new ScoredToken(
                token.word(),
                token.gold(),
                token.predicted(),
                token.confidence(),
                Optional.of(words.isKnown(example.get(i))),
                words.trainingCount(example.get(i))));
      }
      known.add(new ScoredSentence(tokens, sentence.spanConfidences()));
    }
    return new ModelPredictions(new ScoredText(known), seconds);
  }

  private static void requireSame(String what, int predicted, int given) {
    if (predicted != given) {
      throw new IllegalArgumentException(
          "sentences: expected the %d %s that were tagged, got %d; are they of another file?"
              .formatted(predicted, what, given));
    }
  }

  /**
   * Tags the first sentences several times, so that the compiler of the JVM has seen the code
   * before the time is taken: of two models, the first would look slower.
   */
  private static void warmUp(int sentences, Runnable pass) {
    int passes = sentences < WARM_UP_SENTENCES ? PASSES : Integer.MAX_VALUE;
    long start = System.nanoTime();
    for (int k = 0; k < passes && System.nanoTime() - start < WARM_UP_NANOS; k++) {
      pass.run();
    }
  }

  /** The result of tagging a text, and the time of the fastest of several passes if it is short. */
  private record Timed<T>(T result, double seconds) {
    static <T> Timed<T> of(Supplier<T> pass) {
      long begin = System.nanoTime();
      Timed<T> fastest = null;
      for (int k = 0; k < PASSES && (k == 0 || System.nanoTime() - begin < SHORT_NANOS); k++) {
        long start = System.nanoTime();
        T result = pass.get();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (fastest == null || seconds < fastest.seconds) {
          fastest = new Timed<>(result, seconds);
        }
      }
      return fastest;
    }
  }

  /** Returns a probability that rounding has moved out of [0, 1] as the end that it is beyond. */
  static double clamp(double probability) {
    return Math.max(0, Math.min(1, probability));
  }

  private static void requireAll(int sentences, int predictions) {
    if (predictions != sentences) {
      throw new IllegalStateException(
          "model: expected predictions for %s, got %d; every sentence needs an answer, in order"
              .formatted(NumberFormats.count(sentences, "sentence"), predictions));
    }
  }

  private static void requireOneEach(int sentence, int tokens, int predictions) {
    if (predictions != tokens) {
      throw new IllegalStateException(
          "model: expected %s for sentence %d, one a token, got %d"
              .formatted(NumberFormats.count(tokens, "prediction"), sentence + 1, predictions));
    }
  }

  private static void requireGold(int sentence, int token, boolean hasGold) {
    if (!hasGold) {
      throw new IllegalArgumentException(
          "sentence %d, token %d: expected a gold label, got none; was the data read without its labels?"
              .formatted(sentence + 1, token + 1));
    }
  }
}
