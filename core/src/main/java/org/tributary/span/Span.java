package org.tributary.span;

import java.util.Objects;

/**
 * A typed span of consecutive tokens, such as a person's name.
 *
 * @param type the type, such as PER; empty for labels without a type
 * @param start the index of the first token, from 0
 * @param end the index after the last token
 */
public record Span(String type, int start, int end) {

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException unless 0 ≤ start &lt; end
   */
  public Span {
    Objects.requireNonNull(type, "type: expected a value, got null");
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException(
          "span: expected 0 <= start < end, got start %d, end %d; the end is the index after the last token"
              .formatted(start, end));
    }
  }

  /**
   * Returns the length.
   *
   * @return the number of tokens, at least 1
   */
  public int length() {
    return end - start;
  }
}
