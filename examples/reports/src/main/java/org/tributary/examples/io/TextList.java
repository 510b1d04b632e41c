package org.tributary.examples.io;

import java.util.Collection;
import java.util.stream.Collectors;

/** A format for lists of texts, such as labels. */
public final class TextList {
  private TextList() {}

  /**
   * Returns the first texts of a list.
   *
   * @param texts any number of texts
   * @param limit the largest number to return
   * @return the texts separated by commas; {@code , ...} follows if there are more
   */
  public static String first(Collection<String> texts, int limit) {
    return texts.stream().limit(limit).collect(Collectors.joining(", "))
        + (texts.size() > limit ? ", ..." : "");
  }
}
