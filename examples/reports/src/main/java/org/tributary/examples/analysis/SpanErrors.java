package org.tributary.examples.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.tributary.examples.analysis.SpanError.Kind;
import org.tributary.span.Span;

/**
 * A finder of span errors. Each gold and each predicted span that is not correct has one error or
 * shares one: a pair with equal words is of a wrong type; of what remains, the pairs with the
 * longest overlap, those of equal type first, have a wrong boundary; the rest is missed or
 * spurious.
 */
final class SpanErrors {
  private SpanErrors() {}

  /** Returns the errors of a text of span labels in text order. */
  static List<SpanError> of(ScoredText text) {
    List<SpanError> errors = new ArrayList<>();
    for (int k = 0; k < text.size(); k++) {
      ScoredSentence sentence = text.sentences().get(k);
      errors.addAll(of(k, sentence.goldSpans(), sentence.predictedSpans()));
    }
    return errors;
  }

  private static List<SpanError> of(int sentence, List<Span> gold, List<Span> predicted) {
    List<Span> missing = new ArrayList<>(gold);
    missing.removeAll(new HashSet<>(predicted));
    List<Span> wrong = new ArrayList<>(predicted);
    wrong.removeAll(new HashSet<>(gold));
    List<SpanError> errors = new ArrayList<>();
    for (Pair pair : pairs(missing, wrong)) {
      if (missing.contains(pair.gold) && wrong.contains(pair.predicted)) {
        missing.remove(pair.gold);
        wrong.remove(pair.predicted);
        errors.add(
            new SpanError(
                pair.kind(), sentence, Optional.of(pair.gold), Optional.of(pair.predicted)));
      }
    }
    missing.forEach(
        span ->
            errors.add(new SpanError(Kind.MISSED, sentence, Optional.of(span), Optional.empty())));
    wrong.forEach(
        span ->
            errors.add(
                new SpanError(Kind.SPURIOUS, sentence, Optional.empty(), Optional.of(span))));
    errors.sort(Comparator.comparingInt(SpanError::begin));
    return errors;
  }

  /** Returns the overlapping pairs: equal words first, then by overlap, then by equal type. */
  private static List<Pair> pairs(List<Span> gold, List<Span> predicted) {
    List<Pair> pairs = new ArrayList<>();
    for (Span expected : gold) {
      for (Span actual : predicted) {
        Pair pair = new Pair(expected, actual);
        if (pair.overlap() > 0) {
          pairs.add(pair);
        }
      }
    }
    pairs.sort(
        Comparator.comparing(Pair::equalWords)
            .thenComparingInt(Pair::overlap)
            .thenComparing(Pair::equalType)
            .reversed());
    return pairs;
  }

  private record Pair(Span gold, Span predicted) {
    int overlap() {
      return Math.min(gold.end(), predicted.end()) - Math.max(gold.begin(), predicted.begin());
    }

    boolean equalWords() {
      return gold.begin() == predicted.begin() && gold.end() == predicted.end();
    }

    boolean equalType() {
      return gold.type().equals(predicted.type());
    }

    Kind kind() {
      if (equalWords()) {
        return Kind.WRONG_TYPE;
      }
      return equalType() ? Kind.WRONG_BOUNDARY : Kind.WRONG_BOUNDARY_AND_TYPE;
    }
  }
}
