package org.tributary.examples.analysis;

import java.util.Optional;
import org.tributary.span.Span;

/**
 * A wrong or missing span.
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
}
