package org.tributary.tribuo.span;

import java.util.Objects;

/**
 * Some tokens in a row that are one thing, such as a person's name.
 *
 * @param type what it is, such as PER; empty where the labels have prefixes alone
 * @param start the index of its first token, from 0
 * @param end the index after its last token
 */
public record Span(String type, int start, int end) {

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException unless 0 ≤ start &lt; end
   */
  public Span {
    Objects.requireNonNull(type, "type");
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException(
          "span: expected 0 <= start < end, got start %d, end %d; the end is the index after the last token"
              .formatted(start, end));
    }
  }

  /**
   * How long it is.
   *
   * @return its tokens, at least 1
   */
  public int length() {
    return end - start;
  }
}
