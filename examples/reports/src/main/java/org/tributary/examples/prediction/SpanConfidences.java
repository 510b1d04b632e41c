package org.tributary.examples.prediction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.ConfidencePredictingSequenceModel;
import org.tribuo.classification.sequence.ConfidencePredictingSequenceModel.Subsequence;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.sequence.SequenceModel;
import org.tributary.examples.analysis.ScoredSentence;
import org.tributary.examples.analysis.ScoredText;
import org.tributary.span.Span;
import org.tributary.span.SpanLabels;
import org.tributary.span.SpanProbability;

/**
 * The probabilities that a Tribuo model gives its predicted spans: sums of its scores of label
 * sequences.
 */
final class SpanConfidences {
  private final ConfidencePredictingSequenceModel model;
  private final List<String> labels;

  private SpanConfidences(ConfidencePredictingSequenceModel model) {
    this.model = model;
    this.labels =
        model.getOutputIDInfo().getDomain().stream().map(Label::getLabel).sorted().toList();
  }

  /**
   * Returns the text with the confidences of its predicted spans, unchanged if it has no span
   * labels or the model no probabilities.
   */
  static ScoredText add(
      ScoredText text,
      SequenceModel<Label> model,
      SequenceDataset<Label> dataset,
      List<List<Prediction<Label>>> predictions) {
    if (!(model instanceof ConfidencePredictingSequenceModel confident)
        || !text.hasSpans()
        || !text.hasConfidences()) {
      return text;
    }
    SpanConfidences confidences = new SpanConfidences(confident);
    List<ScoredSentence> sentences = new ArrayList<>();
    for (int k = 0; k < text.size(); k++) {
      ScoredSentence sentence = text.sentences().get(k);
      sentences.add(
          new ScoredSentence(
              sentence.tokens(),
              confidences.of(sentence, dataset.getExample(k), predictions.get(k))));
    }
    return new ScoredText(sentences);
  }

  private record SpanTerm(Span span, SpanProbability.Term term) {}

  private Map<Span, Double> of(
      ScoredSentence sentence,
      SequenceExample<Label> example,
      List<Prediction<Label>> predictions) {
    List<String> predicted = sentence.predicted();
    List<SpanTerm> terms = new ArrayList<>();
    for (Span span : SpanLabels.read(predicted)) {
      SpanProbability.terms(span, predicted, labels).stream()
          .map(term -> new SpanTerm(span, term))
          .forEach(terms::add);
    }
    Map<Span, Double> sums = new HashMap<>();
    while (!terms.isEmpty()) {
      List<SpanTerm> disjoint = disjoint(terms);
      terms.removeAll(Set.copyOf(disjoint));
      List<Double> scores = score(disjoint, example, predictions);
      for (int k = 0; k < scores.size(); k++) {
        SpanTerm next = disjoint.get(k);
        sums.merge(next.span(), next.term().sign() * scores.get(k), Double::sum);
      }
    }
    sums.replaceAll((span, sum) -> ModelPredictions.clamp(sum));
    return sums;
  }

  /** Returns terms without a common token: a call can score only one label per token. */
  private static List<SpanTerm> disjoint(List<SpanTerm> terms) {
    List<SpanTerm> disjoint = new ArrayList<>();
    int end = 0;
    for (SpanTerm next : terms) {
      if (next.term().start() >= end) {
        disjoint.add(next);
        end = next.term().end();
      }
    }
    return disjoint;
  }

  private List<Double> score(
      List<SpanTerm> terms, SequenceExample<Label> example, List<Prediction<Label>> predictions) {
    List<Prediction<Label>> changed = new ArrayList<>(predictions);
    List<Subsequence> ranges = new ArrayList<>();
    for (SpanTerm next : terms) {
      SpanProbability.Term term = next.term();
      for (int k = 0; k < term.labels().size(); k++) {
        changed.set(
            term.start() + k, withLabel(predictions.get(term.start() + k), term.labels().get(k)));
      }
      ranges.add(new Subsequence(term.start(), term.end()));
    }
    return model.scoreSubsequences(example, changed, ranges);
  }

  private static Prediction<Label> withLabel(Prediction<Label> prediction, String name) {
    if (prediction.getOutput().getLabel().equals(name)) {
      return prediction;
    }
    Map<String, Label> scores = prediction.getOutputScores();
    Label label = scores.getOrDefault(name, new Label(name, 0));
    return new Prediction<>(
        label,
        scores,
        prediction.getNumActiveFeatures(),
        prediction.getExample(),
        prediction.hasProbabilities());
  }
}
