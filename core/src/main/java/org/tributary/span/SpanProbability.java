package org.tributary.span;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The probability of a predicted span: that its tokens have their predicted labels, and that it
 * neither begins before its first token nor ends after its last.
 *
 * <p>It is a sum of joint probabilities of labels of consecutive tokens, by inclusion and
 * exclusion: that of the span's labels, minus those with a label before or after that would extend
 * the span, plus those with both. A span B-PER I-PER has the probability P(B-PER I-PER) - P(B-PER
 * I-PER I-PER): no label extends it to the left, I-PER alone to the right.
 */
public final class SpanProbability {
  private SpanProbability() {}

  /**
   * A term of the sum.
   *
   * @param start the index of the first token, from 0
   * @param labels the labels of the tokens from {@code start}
   * @param sign 1 or -1, the factor of their joint probability
   */
  public record Term(int start, List<String> labels, int sign) {

    /** Copies the labels. */
    public Term {
      labels = List.copyOf(labels);
    }

    private Term(int start, List<String> before, List<String> labels, List<String> after) {
      this(
          start - before.size(),
          join(before, labels, after),
          before.size() == after.size() ? 1 : -1);
    }

    /** Returns the index after the last token. */
    public int end() {
      return start + labels.size();
    }

    private static List<String> join(List<String> before, List<String> labels, List<String> after) {
      List<String> all = new ArrayList<>(before);
      all.addAll(labels);
      all.addAll(after);
      return all;
    }
  }

  /**
   * Returns the terms of a span's probability, first that of its labels alone.
   *
   * @param span a span of the sentence
   * @param labels the predicted labels of the sentence, one per token
   * @param all all labels that a token can have
   * @throws IllegalArgumentException if a label belongs to no scheme
   */
  public static List<Term> terms(Span span, List<String> labels, Collection<String> all) {
    List<String> inside = labels.subList(span.start(), span.end());
    String first = inside.get(0);
    String last = inside.get(inside.size() - 1);
    List<List<String>> before = new ArrayList<>(List.of(List.of()));
    List<List<String>> after = new ArrayList<>(List.of(List.of()));
    for (String label : all) {
      if (span.start() > 0 && SpanLabels.areOfOneSpan(label, first)) {
        before.add(List.of(label));
      }
      if (span.end() < labels.size() && SpanLabels.areOfOneSpan(last, label)) {
        after.add(List.of(label));
      }
    }
    List<Term> terms = new ArrayList<>();
    for (List<String> left : before) {
      for (List<String> right : after) {
        terms.add(new Term(span.start(), left, inside, right));
      }
    }
    return terms;
  }
}
