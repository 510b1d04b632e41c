package org.tributary.examples.option.training;

import java.util.Locale;

/** Names of enum constants on the command line. */
final class Names {
  private Names() {}

  /** Returns the name in lower case, such as {@code adam}. */
  static String lower(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }
}
