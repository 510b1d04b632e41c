package org.tributary.input;

import java.util.regex.Pattern;

/** Checks of input names. */
final class InputNames {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

  private InputNames() {}

  static void require(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "input: expected a name of letters, digits, - and _ that begins with a letter, got '%s'"
              .formatted(name));
    }
  }
}
