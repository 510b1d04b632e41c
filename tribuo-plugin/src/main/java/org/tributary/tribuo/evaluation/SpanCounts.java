package org.tributary.tribuo.evaluation;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.tribuo.Example;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.provenance.EvaluationProvenance;
import org.tributary.tribuo.span.Span;
import org.tributary.tribuo.span.SpanScheme;

/** An accumulator of the span counts of one evaluation. */
final class SpanCounts {
  /** The scheme with the prefixes of all schemes; it parses them as conlleval does. */
  private static final SpanScheme ALL_PREFIXES = SpanScheme.BIOES;

  private final Map<String, LabelScore> types = new TreeMap<>();
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
    addSpans(read("gold", gold), read("predicted", predicted));
  }

  private static <T> List<String> labels(List<T> items, Function<T, Label> output) {
    return items.stream().map(item -> output.apply(item).getLabel()).toList();
  }

  private List<Span> read(String role, List<String> labels) {
    try {
      return ALL_PREFIXES.read(labels);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "sentence " + sentences + ", " + role + " " + e.getMessage(), e);
    }
  }

  private void addSpans(List<Span> gold, List<Span> predicted) {
    Set<Span> correctSpans = new HashSet<>(gold);
    correctSpans.retainAll(predicted);
    correctSpans.forEach(span -> add(new LabelScore(span.type(), 1, 0, 0)));
    gold.forEach(span -> add(new LabelScore(span.type(), 0, 1, 0)));
    predicted.forEach(span -> add(new LabelScore(span.type(), 0, 0, 1)));
  }

  private void add(LabelScore score) {
    types.merge(score.label(), score, (a, b) -> LabelScore.sum(score.label(), Stream.of(a, b)));
  }

  SpanEvaluation evaluation(EvaluationProvenance provenance) {
    SentenceChecks.requireSome(sentences);
    return new SpanEvaluation(new Tally(correct, tokens), List.copyOf(types.values()), provenance);
  }
}
