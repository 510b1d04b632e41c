package org.tributary.examples.command;

import java.util.Locale;

/** Choices as they are written on the command line. */
final class Names {
  private Names() {}

  /** For instance {@code adam}. */
  static String lower(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }
}
