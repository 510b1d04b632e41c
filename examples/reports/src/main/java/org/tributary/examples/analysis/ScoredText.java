package org.tributary.examples.analysis;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.tributary.span.SpanLabels;

/**
 * Sentences with gold labels and the predictions of one model. Immutable.
 *
 * @param sentences at least one sentence, with at least one token in all
 */
public record ScoredText(List<ScoredSentence> sentences) {

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there is no token
   */
  public ScoredText {
    sentences = List.copyOf(sentences);
    if (sentences.stream().allMatch(sentence -> sentence.size() == 0)) {
      throw new IllegalArgumentException(
          "sentences: expected at least one with a token to score, got none; is the file empty?");
    }
  }

  /**
   * Returns the number of sentences.
   *
   * @return at least 1
   */
  public int size() {
    return sentences.size();
  }

  /**
   * Returns all tokens in text order.
   *
   * @return the tokens
   */
  public Stream<ScoredToken> tokens() {
    return sentences.stream().flatMap(sentence -> sentence.tokens().stream());
  }

  /**
   * Returns whether both gold and predicted labels are span labels, and not all O.
   *
   * @return whether spans can be scored
   */
  public boolean hasSpans() {
    return SpanLabels.encodeSpans(labels());
  }

  /**
   * Returns whether every token has a confidence.
   *
   * @return whether calibration can be measured
   */
  public boolean hasConfidences() {
    return tokens().allMatch(token -> token.confidence().isPresent());
  }

  /**
   * Returns the gold labels that a model can't predict.
   *
   * @param trained the labels that the model was trained on
   * @return the labels in alphabetical order
   */
  public Set<String> unseenLabels(Collection<String> trained) {
    Set<String> unseen = labels(ScoredToken::gold);
    unseen.removeAll(trained);
    return unseen;
  }

  /**
   * Returns the gold and predicted labels.
   *
   * @return the labels in alphabetical order
   */
  public Set<String> labels() {
    Set<String> labels = labels(ScoredToken::gold);
    labels.addAll(labels(ScoredToken::predicted));
    return labels;
  }

  /**
   * Returns the types of the gold and predicted spans.
   *
   * @return the types in alphabetical order
   * @throws IllegalArgumentException if a label belongs to no tag scheme
   */
  public Set<String> spanTypes() {
    Set<String> types = new TreeSet<>();
    for (ScoredSentence sentence : sentences) {
      sentence.goldSpans().forEach(span -> types.add(span.type()));
      sentence.predictedSpans().forEach(span -> types.add(span.type()));
    }
    return types;
  }

  private Set<String> labels(Function<ScoredToken, String> label) {
    Set<String> labels = new TreeSet<>();
    tokens().map(label).forEach(labels::add);
    return labels;
  }
}
