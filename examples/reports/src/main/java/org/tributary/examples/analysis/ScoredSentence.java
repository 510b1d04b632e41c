package org.tributary.examples.analysis;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.tributary.span.Span;
import org.tributary.span.SpanLabels;

/**
 * A sentence with gold and predicted labels. Immutable.
 *
 * @param tokens the tokens
 * @param spanConfidences the model's probabilities of predicted spans, in [0, 1], as defined by
 *     {@link org.tributary.span.SpanProbability}; empty if the model gives none
 */
public record ScoredSentence(List<ScoredToken> tokens, Map<Span, Double> spanConfidences) {

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException if a span is not within the tokens, or a probability is not in
   *     [0, 1]
   */
  public ScoredSentence {
    tokens = List.copyOf(tokens);
    spanConfidences = Map.copyOf(spanConfidences);
    int size = tokens.size();
    spanConfidences.forEach(
        (span, confidence) -> {
          if (span.end() > size) {
            throw new IllegalArgumentException(
                "spanConfidences: expected spans within the %d tokens, got %s; is it of another sentence?"
                    .formatted(size, span));
          }
          if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException(
                "spanConfidences: expected a probability in [0, 1], got %s for %s"
                    .formatted(confidence, span));
          }
        });
  }

  /**
   * Creates a sentence without probabilities of spans.
   *
   * @param tokens the tokens
   */
  public ScoredSentence(List<ScoredToken> tokens) {
    this(tokens, Map.of());
  }

  /**
   * Returns the confidence of a predicted span.
   *
   * @param span a predicted span
   * @return its probability, else the lowest confidence of its tokens; empty if the model gives
   *     neither
   */
  public OptionalDouble confidence(Span span) {
    Double probability = spanConfidences.get(span);
    if (probability != null) {
      return OptionalDouble.of(probability);
    }
    List<ScoredToken> ofSpan = tokens.subList(span.begin(), span.end());
    return ofSpan.stream().allMatch(token -> token.confidence().isPresent())
        ? ofSpan.stream().mapToDouble(token -> token.confidence().getAsDouble()).min()
        : OptionalDouble.empty();
  }

  /**
   * Returns the number of tokens.
   *
   * @return 0 or more
   */
  public int size() {
    return tokens.size();
  }

  /**
   * Returns the texts of the tokens.
   *
   * @return one text per token
   */
  public List<String> words() {
    return tokens.stream().map(ScoredToken::word).toList();
  }

  /**
   * Returns the gold labels.
   *
   * @return one label per token
   */
  public List<String> gold() {
    return tokens.stream().map(ScoredToken::gold).toList();
  }

  /**
   * Returns the predicted labels.
   *
   * @return one label per token
   */
  public List<String> predicted() {
    return tokens.stream().map(ScoredToken::predicted).toList();
  }

  /**
   * Returns the gold spans, parsed as conlleval does.
   *
   * @return the spans in token order
   * @throws IllegalArgumentException if a label belongs to no tag scheme
   */
  public List<Span> goldSpans() {
    return SpanLabels.read(gold());
  }

  /**
   * Returns the predicted spans, parsed as conlleval does.
   *
   * @return the spans in token order
   * @throws IllegalArgumentException if a label belongs to no tag scheme
   */
  public List<Span> predictedSpans() {
    return SpanLabels.read(predicted());
  }
}
