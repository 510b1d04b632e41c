package org.tributary.examples.option;

import java.util.List;

/**
 * Options of a command under one heading of its help, which lists them in this order.
 *
 * @param heading the heading
 * @param names one name of each option
 */
public record OptionGroup(String heading, List<String> names) {
  /** The columns of test data. */
  public static final OptionGroup COLUMNS = of("Columns", "--column", "--token-column", "--format");

  /** The options of {@link RuntimeOptions}. */
  public static final OptionGroup DEVICE =
      of("Device", "--threads", "--device", "--soft-placement");

  /** The options of every command. */
  public static final OptionGroup MESSAGES = of("Messages", "--debug", "--help", "--version");

  /** Copies the list. */
  public OptionGroup {
    names = List.copyOf(names);
  }

  /** Returns a group of the options {@code names}. */
  public static OptionGroup of(String heading, String... names) {
    return new OptionGroup(heading, List.of(names));
  }
}
