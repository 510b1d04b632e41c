package org.tributary.examples.option;

import java.util.List;

/**
 * Options of a command under one heading of its help, in the order of their use.
 *
 * @param heading the heading
 * @param names one name of each option
 */
public record OptionGroup(String heading, List<String> names) {
  /** Copies the list. */
  public OptionGroup {
    names = List.copyOf(names);
  }

  /** Returns a group of the options {@code names}. */
  public static OptionGroup of(String heading, String... names) {
    return new OptionGroup(heading, List.of(names));
  }
}
