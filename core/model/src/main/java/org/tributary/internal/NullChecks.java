package org.tributary.internal;

import java.util.Collection;

/** Null checks of arguments; messages give the position of a null element, from 1. */
public final class NullChecks {
  private NullChecks() {}

  /**
   * Checks an argument.
   *
   * @param argument the name of the argument
   * @param noun the noun for what is expected, with its article
   * @throws NullPointerException if the value is null
   */
  public static <T> T require(String argument, String noun, T value) {
    if (value == null) {
      throw new NullPointerException("%s: expected %s, got null".formatted(argument, noun));
    }
    return value;
  }

  /**
   * Checks a list, or another collection, and its elements.
   *
   * @param list the name of the list
   * @param element the noun for an element
   * @throws NullPointerException if the list or one of its elements is null
   */
  public static void requireElements(String list, String element, Collection<?> values) {
    require(list, "a list", values);
    int number = 1;
    for (Object value : values) {
      if (value == null) {
        throw new NullPointerException(
            "%s: expected no null, but %s %d of %d is null"
                .formatted(list, element, number, values.size()));
      }
      number++;
    }
  }
}
