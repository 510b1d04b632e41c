package org.tributary.tribuo.input;

import com.oracle.labs.mlrg.olcut.config.PropertyException;

/** Refuses options that are out of range, for OLCUT to name the field. */
final class ConfigCheck {
  private ConfigCheck() {}

  static void requireGroup(String group) {
    if (group == null || !group.matches("[A-Za-z][A-Za-z0-9_-]*")) {
      throw new PropertyException(
          "",
          "group",
          "expected what stands before the = in the names of features, of letters, digits, - and"
              + " _, got '"
              + group
              + "'");
    }
  }

  static void requireAtLeast(int least, String field, int value) {
    if (value < least) {
      throw new PropertyException(
          "", field, "expected a number of at least %d, got %d".formatted(least, value));
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
