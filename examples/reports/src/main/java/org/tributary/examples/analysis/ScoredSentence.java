package org.tributary.examples.analysis;

import java.util.List;
import org.tributary.span.Span;
import org.tributary.span.SpanLabels;

/**
 * A sentence with gold and predicted labels. Immutable.
 *
 * @param tokens the tokens
 */
public record ScoredSentence(List<ScoredToken> tokens) {

  /** Copies the list. */
  public ScoredSentence {
    tokens = List.copyOf(tokens);
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
