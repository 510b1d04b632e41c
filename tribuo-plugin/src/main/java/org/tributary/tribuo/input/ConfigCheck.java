package org.tributary.tribuo.input;

import com.oracle.labs.mlrg.olcut.config.PropertyException;

/** Range checks of configured fields; the exceptions name the field. */
final class ConfigCheck {
  private ConfigCheck() {}

  static void requireGroup(String group) {
    if (group == null || !group.matches("[A-Za-z][A-Za-z0-9_-]*")) {
      throw new PropertyException(
          "",
          "group",
          "expected the part of feature names before the = or @, of letters, digits, - and _, got '"
              + group
              + "'");
    }
  }

  static void requireAtLeast(int min, String field, int value) {
    if (value < min) {
      throw new PropertyException(
          "", field, "expected a number of at least %d, got %d".formatted(min, value));
    }
  }

  static void requireAny(String field, int count) {
    if (count == 0) {
      throw new PropertyException("", field, "expected at least one, got none");
    }
  }

  static void requirePresent(String field, Object value) {
    if (value == null) {
      throw new PropertyException("", field, "expected a value, got none");
    }
  }
}
