package org.tributary.tribuo.evaluation;

import java.util.List;
import java.util.function.Function;
import org.tribuo.Example;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.provenance.EvaluationProvenance;
import org.tributary.span.Span;
import org.tributary.span.SpanCounter;
import org.tributary.span.SpanLabels;

/** An accumulator of the sentences of one span evaluation. */
final class SentenceCounts {
  private final SpanCounter spans = new SpanCounter();
  private long sentences;
  private long tokens;
  private long correct;

  void add(List<Example<Label>> examples, List<Prediction<Label>> predictions) {
    sentences++;
    SentenceChecks.requireOneEach(sentences, examples, predictions);
    for (int i = 0; i < examples.size(); i++) {
      SentenceChecks.requireGold(sentences, i, examples.get(i));
    }
    List<String> gold = labels(examples, Example::getOutput);
    List<String> predicted = labels(predictions, Prediction::getOutput);
    for (int i = 0; i < gold.size(); i++) {
      tokens++;
      correct += gold.get(i).equals(predicted.get(i)) ? 1 : 0;
    }
    spans.add(read("gold", gold), read("predicted", predicted));
  }

  private static <T> List<String> labels(List<T> items, Function<T, Label> output) {
    return items.stream().map(item -> output.apply(item).getLabel()).toList();
  }

  private List<Span> read(String role, List<String> labels) {
    try {
      return SpanLabels.read(labels);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "sentence " + sentences + ", " + role + " " + e.getMessage(), e);
    }
  }

  SpanEvaluation evaluation(EvaluationProvenance provenance) {
    SentenceChecks.requireSome(sentences);
    List<LabelScore> types =
        spans.byType().entrySet().stream()
            .map(type -> LabelScore.ofSpans(type.getKey(), type.getValue()))
            .toList();
    return new SpanEvaluation(new Tally(correct, tokens), types, provenance);
  }
}
