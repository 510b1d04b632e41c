package org.tributary.internal;

import java.util.Collection;
import java.util.List;

/** Excerpts of a file's texts for messages, which stay on one line of bounded length. */
public final class Excerpt {
  /** Maximum length of a text. */
  private static final int MAX_LENGTH = 60;

  /** Maximum number of texts of a list. */
  private static final int MAX_TEXTS = 100;

  private Excerpt() {}

  /** Returns {@code text} on one line, cut after 60 characters. */
  public static String of(String text) {
    boolean cut = text.length() > MAX_LENGTH;
    String line = (cut ? text.substring(0, MAX_LENGTH) : text).replaceAll("\\s+", " ");
    return cut ? line + "..." : line;
  }

  /** Returns the first 100 texts and the number of the others. */
  public static String of(Collection<String> texts) {
    List<String> first = texts.stream().limit(MAX_TEXTS).map(Excerpt::of).toList();
    return texts.size() > MAX_TEXTS
        ? "%s and %d more".formatted(first, texts.size() - MAX_TEXTS)
        : first.toString();
  }
}
