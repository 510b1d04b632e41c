package org.tributary.examples.page;

/** An escaper of plain text for Markdown. */
final class MarkdownText {

  private static final String SPECIAL = "\\`*_[]<>|~#$!";

  private MarkdownText() {}

  /**
   * Escapes a text for a paragraph or a table cell: a backslash before every special character, an
   * entity for the ampersand, a space for every line break.
   */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 8);
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n' || c == '\r') {
                escaped.append(' ');
              } else if (c == '&') {
                escaped.append("&amp;");
              } else {
                if (SPECIAL.indexOf(c) >= 0) {
                  escaped.append('\\');
                }
                escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }
}
