package org.tributary.tagger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.tributary.span.Span;
import org.tributary.span.SpanLabels;

/**
 * The probability of a predicted span: that its tokens have their predicted labels, and that no
 * label before or after continues the span. With a CRF constrained to BIO or BIOES it is the
 * probability that exactly these tokens are a span of the type. Otherwise other labels of the same
 * tokens may encode the same span, such as I-PER for B-PER after O, and are not counted.
 *
 * <p>It is a sum of joint probabilities of labels of consecutive tokens, by inclusion and
 * exclusion: from the probability of the span's labels, those of the sequences in which the
 * preceding or the following label continues the span are subtracted, and those in which both do
 * are added again. A span B-PER I-PER has the probability P(B-PER I-PER) - P(B-PER I-PER I-PER): in
 * BIO nothing precedes B-PER in the same span, and only I-PER can follow.
 */
final class SpanProbability {
  private SpanProbability() {}

  /**
   * A term of the sum.
   *
   * @param start the index of the first token, from 0
   * @param labels the labels of the tokens from {@code start}
   * @param sign 1 or -1, the factor of their joint probability
   */
  record Term(int start, List<String> labels, int sign) {

    /** Returns the index after the last token. */
    int end() {
      return start + labels.size();
    }
  }

  /**
   * Returns the terms of a span's probability, first that of its labels alone.
   *
   * @param span a span of the sentence
   * @param labels the predicted labels of the sentence, one per token
   * @param labelSet all labels that a token can have; those of no scheme continue no span
   * @throws IllegalArgumentException if a label of the span belongs to no scheme
   */
  static List<Term> terms(Span span, List<String> labels, Collection<String> labelSet) {
    List<String> inside = labels.subList(span.begin(), span.end());
    String first = inside.get(0);
    String last = inside.get(inside.size() - 1);
    List<List<String>> before = new ArrayList<>(List.of(List.of()));
    List<List<String>> after = new ArrayList<>(List.of(List.of()));
    for (String label : new LinkedHashSet<>(labelSet)) {
      if (SpanLabels.firstInvalid(List.of(label)).isPresent()) {
        continue;
      }
      if (span.begin() > 0 && SpanLabels.continuesSpan(label, first)) {
        before.add(List.of(label));
      }
      if (span.end() < labels.size() && SpanLabels.continuesSpan(last, label)) {
        after.add(List.of(label));
      }
    }
    List<Term> terms = new ArrayList<>();
    for (List<String> left : before) {
      for (List<String> right : after) {
        terms.add(
            new Term(
                span.begin() - left.size(),
                Stream.of(left, inside, right).flatMap(List::stream).toList(),
                left.size() == right.size() ? 1 : -1));
      }
    }
    return terms;
  }
}
