package org.tributary.examples.prediction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.ConfidencePredictingSequenceModel;
import org.tribuo.classification.sequence.ConfidencePredictingSequenceModel.Subsequence;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceModel;
import org.tributary.examples.analysis.ScoredSentence;
import org.tributary.examples.analysis.ScoredText;
import org.tributary.span.Span;

/**
 * The probabilities that a Tribuo model gives its predicted spans: the joint ones of the labels.
 */
final class SpanConfidences {
  private SpanConfidences() {}

  /** Returns the text with them, unchanged if its labels are no spans or the model gives none. */
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
    List<ScoredSentence> sentences = new ArrayList<>();
    for (int k = 0; k < text.size(); k++) {
      ScoredSentence sentence = text.sentences().get(k);
      List<Span> spans = sentence.predictedSpans();
      Map<Span, Double> confidences = new HashMap<>();
      if (!spans.isEmpty()) {
        List<Double> scores =
            confident.scoreSubsequences(
                dataset.getExample(k),
                predictions.get(k),
                spans.stream().map(span -> new Subsequence(span.start(), span.end())).toList());
        for (int s = 0; s < scores.size(); s++) {
          confidences.put(spans.get(s), ModelPredictions.clamp(scores.get(s)));
        }
      }
      sentences.add(new ScoredSentence(sentence.tokens(), confidences));
    }
    return new ScoredText(sentences);
  }
}
