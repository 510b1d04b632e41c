package org.tributary.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.tributary.span.Span;

/**
 * A wrong or missing span. Each gold and each predicted span that is not correct has one error or
 * shares one: a pair with equal words is of a wrong type; of what remains, the pairs with the
 * longest overlap, those of equal type first, have a wrong boundary; the rest is missed or
 * spurious.
 *
 * @param kind the kind of error
 * @param sentence the index of the sentence, from 0
 * @param gold the gold span; empty for a spurious one
 * @param predicted the predicted span; empty for a missed one
 */
public record SpanError(Kind kind, int sentence, Optional<Span> gold, Optional<Span> predicted) {

  /**
   * Returns the first index of the range that covers both spans.
   *
   * @return the index in the sentence, from 0
   */
  public int begin() {
    return Math.min(
        gold.map(Span::begin).orElse(Integer.MAX_VALUE),
        predicted.map(Span::begin).orElse(Integer.MAX_VALUE));
  }

  /**
   * Returns the exclusive end of the range that covers both spans.
   *
   * @return an index in the sentence, from 0
   */
  public int end() {
    return Math.max(gold.map(Span::end).orElse(0), predicted.map(Span::end).orElse(0));
  }

  /** The kind of an error. */
  public enum Kind {
    /** A gold span that is paired with no predicted span. */
    MISSED("missed", "a gold span without a predicted one"),
    /** A predicted span that is paired with no gold span. */
    SPURIOUS("spurious", "a predicted span without a gold one"),
    /** The words of a gold span with another type. */
    WRONG_TYPE("wrong type", "the words of a gold span, another type"),
    /** The type of a gold span with other, overlapping words. */
    WRONG_BOUNDARY("wrong boundary", "the type of a gold span, overlapping words"),
    /** Other, overlapping words and another type. */
    WRONG_BOUNDARY_AND_TYPE(
        "wrong boundary and type", "words that overlap a gold span, another type");

    private final String text;
    private final String definition;

    Kind(String text, String definition) {
      this.text = text;
      this.definition = definition;
    }

    /**
     * Returns the name for people.
     *
     * @return such as {@code wrong type}
     */
    public String text() {
      return text;
    }

    /**
     * Returns the definition for people.
     *
     * @return a noun phrase
     */
    public String definition() {
      return definition;
    }
  }

  /** Returns the errors of a text of span labels in text order. */
  static List<SpanError> of(ScoredText text) {
    List<SpanError> errors = new ArrayList<>();
    for (int k = 0; k < text.size(); k++) {
      ScoredText.Sentence sentence = text.sentences().get(k);
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
