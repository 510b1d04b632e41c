package org.tributary;

import java.io.IOException;

/**
 * An error in the format of a data file, such as wrong columns, IDs or bytes. The one-line message
 * names the file, the line number if known, the expected and the actual content, the likely cause
 * and the cure.
 */
public final class DataFormatException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int QUOTE_LENGTH = 60;

  public DataFormatException(String file, String problem) {
    super(file + ": " + problem);
  }

  public DataFormatException(String file, long line, String problem) {
    super(file + ", line " + line + ": " + problem);
  }

  /**
   * Returns the text in quotation marks, shortened, on one line, with control characters escaped.
   */
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .limit(QUOTE_LENGTH)
        .forEach(
            c -> {
              if (c == '\t' || c == '\n') {
                quoted.append(c == '\t' ? "\\t" : "\\n");
              } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                quoted.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
              } else {
                quoted.appendCodePoint(c);
              }
            });
    if (text.codePointCount(0, text.length()) > QUOTE_LENGTH) {
      quoted.append("...");
    }
    return quoted.append('"').toString();
  }
}
