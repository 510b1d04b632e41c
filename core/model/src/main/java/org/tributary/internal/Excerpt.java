package org.tributary.internal;

import java.util.Collection;
import java.util.List;
import org.tributary.DataFormatException;

/** Excerpts of a file's texts for messages, which stay on one line of bounded length. */
public final class Excerpt {
  /** Maximum number of texts of a list. */
  private static final int MAX_TEXTS = 100;

  private Excerpt() {}

  /** Returns {@link DataFormatException#quote} of a text without the quotation marks. */
  public static String of(String text) {
    String quoted = DataFormatException.quote(text);
    return quoted.substring(1, quoted.length() - 1);
  }

  /** Returns the first 100 texts and the number of the others. */
  public static String of(Collection<String> texts) {
    List<String> first = texts.stream().limit(MAX_TEXTS).map(Excerpt::of).toList();
    return texts.size() > MAX_TEXTS
        ? "%s and %d more".formatted(first, texts.size() - MAX_TEXTS)
        : first.toString();
  }
}
