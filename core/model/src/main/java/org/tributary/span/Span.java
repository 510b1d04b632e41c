package org.tributary.span;

import org.tributary.internal.NullChecks;

/**
 * A typed span of consecutive tokens, such as a person's name.
 *
 * @param type the type, such as PER; empty for labels without a type
 * @param begin the index of the first token, from 0
 * @param end the index after the last token
 */
public record Span(String type, int begin, int end) {

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException unless 0 ≤ begin &lt; end
   */
  public Span {
    NullChecks.require("type", "a value", type);
    if (begin < 0 || end <= begin) {
      throw new IllegalArgumentException(
          "span: expected 0 <= begin < end, got begin %d, end %d; the end is the index after the last token"
              .formatted(begin, end));
    }
  }

  /**
   * Returns the length.
   *
   * @return the number of tokens, at least 1
   */
  public int length() {
    return end - begin;
  }
}
