package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.PropertyException;

/**
 * Refuses a component's fields that are out of range, by the field's name.
 *
 * @param component its name in the configuration, or null where it has none
 */
record FieldCheck(String component) {

  /** From 0 to below 1. */
  void share(String field, double value) {
    that(field, value >= 0 && value < 1, "a number from 0 to below 1", value);
  }

  /** At least {@code least}. */
  void atLeast(int least, String field, int value) {
    that(field, value >= least, "a number of at least " + least, value);
  }

  /** Finite and above 0. */
  void positive(String field, double value) {
    that(field, value > 0 && Double.isFinite(value), "a finite number above 0", value);
  }

  /** Finite and at least 0. */
  void notNegative(String field, double value) {
    that(field, value >= 0 && Double.isFinite(value), "a finite number of at least 0", value);
  }

  /**
   * Whatever {@code holds} says.
   *
   * @throws PropertyException naming the field if it does not
   */
  void that(String field, boolean holds, String expected, Object value) {
    if (!holds) {
      throw new PropertyException(
          component, field, "expected %s, got %s".formatted(expected, value));
    }
  }
}
