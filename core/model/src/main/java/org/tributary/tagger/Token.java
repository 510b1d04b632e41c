package org.tributary.tagger;

import org.tributary.internal.NullChecks;

/**
 * A token of a text with its character offsets. Immutable.
 *
 * @param text the token's text, not empty; a {@link Tokenizer} may normalize it
 * @param begin the offset of its first {@code char} in the text
 * @param end the offset after its last {@code char}
 */
public record Token(String text, int begin, int end) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the text is empty, or unless 0 ≤ begin &lt; end
   */
  public Token {
    NullChecks.require("token", "a text", text);
    if (text.isEmpty()) {
      throw new IllegalArgumentException("token: expected a text of characters, got none");
    }
    if (begin < 0 || end <= begin) {
      throw new IllegalArgumentException(
          "token \"%s\": expected offsets 0 <= begin < end, got begin %d, end %d; the end is the offset after the last character"
              .formatted(text, begin, end));
    }
  }

  /** Returns the token at a slice of {@code text}, with the slice as its text. */
  public static Token of(String text, int begin, int end) {
    return new Token(text.substring(begin, end), begin, end);
  }
}
