package org.tributary.tribuo.internal;

import com.oracle.labs.mlrg.olcut.config.PropertyException;

/**
 * Range checks of a component's fields.
 *
 * @param component the component's name in the configuration, or null if it has none
 */
public record ConfigCheck(String component) {
  /** The checks of a component without a name. */
  public static final ConfigCheck UNNAMED = new ConfigCheck("");

  private static final String GROUP = "[A-Za-z][A-Za-z0-9_-]*";

  /** Requires the name of a feature group. */
  public void group(String field, String group) {
    require(
        field,
        group != null && group.matches(GROUP),
        "the part of feature names before the = or @, of letters, digits, - and _",
        "'" + group + "'");
  }

  /** Requires a value. */
  public void present(String field, Object value) {
    require(field, value != null, "a value", "none");
  }

  /** Requires at least one element. */
  public void notEmpty(String field, int count) {
    require(field, count > 0, "at least one", "none");
  }

  /** Requires a value in [0, 1). */
  public void fraction(String field, double value) {
    require(field, value >= 0 && value < 1, "a number from 0 to below 1", value);
  }

  /** Requires a value of at least {@code min}. */
  public void atLeast(int min, String field, int value) {
    require(field, value >= min, "a number of at least " + min, value);
  }

  /** Requires a finite value above 0. */
  public void positive(String field, double value) {
    require(field, value > 0 && Double.isFinite(value), "a finite number above 0", value);
  }

  /** Requires a finite value of at least 0. */
  public void nonNegative(String field, double value) {
    require(field, value >= 0 && Double.isFinite(value), "a finite number of at least 0", value);
  }

  /**
   * Requires a condition.
   *
   * @param expected the allowed values, for the message
   * @throws PropertyException if {@code holds} is false; it names the field
   */
  public void require(String field, boolean holds, String expected, Object value) {
    if (!holds) {
      throw new PropertyException(
          component, field, "expected %s, got %s".formatted(expected, value));
    }
  }

  /**
   * Runs checks of a component that Java code configures.
   *
   * @throws IllegalArgumentException instead of OLCUT's exception; it names the field
   */
  public static void asArguments(Runnable checks) {
    try {
      checks.run();
    } catch (PropertyException e) {
      throw new IllegalArgumentException(e.getProperty() + ": " + e.getMsg(), e);
    }
  }
}
