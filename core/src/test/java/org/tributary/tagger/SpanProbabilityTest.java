package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tributary.span.Span;
import org.tributary.span.SpanLabels;
import org.tributary.span.TagScheme;

class SpanProbabilityTest {
  private static final List<String> LABELS =
      List.of("O", "B-X", "I-X", "E-X", "S-X", "B-Y", "I-Y", "E-Y");
  private static final int TOKENS = 4;

  /** Compares with the sum over all label sequences that have the span with its labels. */
  @Test
  void termsSumToTheProbabilityOfTheSpan() {
    SplittableRandom random = new SplittableRandom(5);
    List<List<String>> sequences = sequences();
    int extended = 0;
    for (int trial = 0; trial < 20; trial++) {
      double[] weights = random.doubles(sequences.size()).map(w -> w * w * w).toArray();
      List<String> predicted = sequences.get(random.nextInt(sequences.size()));
      for (Span span : SpanLabels.read(predicted)) {
        double expected = 0;
        double actual = 0;
        List<SpanProbability.Term> terms = SpanProbability.terms(span, predicted, LABELS);
        for (int k = 0; k < weights.length; k++) {
          List<String> labels = sequences.get(k);
          boolean same =
              labels
                  .subList(span.begin(), span.end())
                  .equals(predicted.subList(span.begin(), span.end()));
          expected += same && SpanLabels.read(labels).contains(span) ? weights[k] : 0;
          actual += weights[k] * signs(terms, labels);
        }
        assertThat(actual).as("%s of %s", span, predicted).isCloseTo(expected, within(1e-9));
        extended += terms.size() > 1 ? 1 : 0;
      }
    }
    assertThat(extended).isPositive();
  }

  /** The reference is the sum over all label sequences of the scheme that contain the span. */
  @ParameterizedTest
  @EnumSource(names = {"BIO", "BIOES"})
  void consistentLabelsGiveTheProbabilityOfTheSpanItself(TagScheme scheme) {
    SplittableRandom random = new SplittableRandom(6);
    List<List<String>> sequences =
        sequences().stream().filter(labels -> isConsistent(scheme, labels)).toList();
    for (int trial = 0; trial < 30; trial++) {
      double[] weights = random.doubles(sequences.size()).toArray();
      List<String> predicted = sequences.get(random.nextInt(sequences.size()));
      for (Span span : SpanLabels.read(predicted)) {
        double expected = 0;
        double actual = 0;
        for (int k = 0; k < weights.length; k++) {
          List<String> labels = sequences.get(k);
          expected += SpanLabels.read(labels).contains(span) ? weights[k] : 0;
          actual += weights[k] * signs(SpanProbability.terms(span, predicted, LABELS), labels);
        }
        assertThat(actual).as("%s of %s", span, predicted).isCloseTo(expected, within(1e-9));
      }
    }
  }

  private static boolean isConsistent(TagScheme scheme, List<String> labels) {
    return labels.stream().allMatch(scheme::accepts)
        && scheme.mayStart(labels.get(0))
        && scheme.mayEnd(labels.get(TOKENS - 1))
        && IntStream.range(1, TOKENS)
            .allMatch(k -> scheme.mayFollow(labels.get(k - 1), labels.get(k)));
  }

  /** Returns the sum of the signs of the terms that hold for a label sequence. */
  private static int signs(List<SpanProbability.Term> terms, List<String> labels) {
    return terms.stream()
        .filter(term -> labels.subList(term.start(), term.end()).equals(term.labels()))
        .mapToInt(SpanProbability.Term::sign)
        .sum();
  }

  private static List<List<String>> sequences() {
    List<List<String>> sequences = List.of(List.of());
    for (int k = 0; k < TOKENS; k++) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> sequence : sequences) {
        for (String label : LABELS) {
          List<String> next = new ArrayList<>(sequence);
          next.add(label);
          longer.add(next);
        }
      }
      sequences = longer;
    }
    return sequences;
  }

  @Test
  void labelsOfNoSchemeContinueNoSpan() {
    Span span = new Span("X", 1, 2);
    List<String> labels = List.of("O", "I-X", "O");
    assertThat(SpanProbability.terms(span, labels, List.of("O", "I-X", "MISC", "_", "I-X")))
        .isEqualTo(SpanProbability.terms(span, labels, List.of("O", "I-X")));
  }

  @Test
  void bioSpansAreExtendedToTheRightAlone() {
    List<String> labels = List.of("O", "B-X", "I-X", "O");
    assertThat(
            SpanProbability.terms(new Span("X", 1, 3), labels, List.of("O", "B-X", "I-X", "I-Y")))
        .containsExactly(
            new SpanProbability.Term(1, List.of("B-X", "I-X"), 1),
            new SpanProbability.Term(1, List.of("B-X", "I-X", "I-X"), -1));
  }

  @Test
  void labelsOfOneSpanAreThoseReadAsOne() {
    for (String label : LABELS) {
      for (String next : LABELS) {
        List<Span> spans = SpanLabels.read(List.of(label, next));
        assertThat(SpanLabels.continuesSpan(label, next))
            .as("%s %s", label, next)
            .isEqualTo(spans.size() == 1 && spans.get(0).length() == 2);
      }
    }
    assertThatThrownBy(() -> SpanLabels.continuesSpan("O", "NOUN"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NOUN");
  }
}
