package org.tributary.tribuo.internal;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Checks of a component's fields.
 *
 * @param component the component's name in the configuration, or null if it has none
 */
public record ConfigCheck(String component) {
  /** The checks of a component without a name. */
  public static final ConfigCheck UNNAMED = new ConfigCheck("");

  private static final String GROUP = "[A-Za-z][A-Za-z0-9_-]*";

  /**
   * Requires that numbers are in their {@link Setting}, that mandatory fields, enums and arrays are
   * present, and that the texts of feature groups can name one.
   *
   * @param configured a component with {@code @Config} fields
   * @param optional the names of enum fields that may be null
   * @throws PropertyException if a field is out of range; it names the field
   */
  public void fields(Object configured, String... optional) {
    for (Field field : configFields(configured.getClass())) {
      Object value = value(field, configured);
      Setting setting = field.getAnnotation(Setting.class);
      if (setting != null && setting.group()) {
        group(field.getName(), (String) value);
      } else if (value == null) {
        requirePresent(field, optional);
      } else if (setting != null && (value instanceof Number || value.getClass().isArray())) {
        range(field.getName(), setting, value);
      }
    }
  }

  /** Copies the {@code @Config} fields of a component to another one, and returns that. */
  public static <C> C copy(C from, C to) {
    try {
      for (Field field : configFields(from.getClass())) {
        field.set(to, field.get(from));
      }
      return to;
    } catch (IllegalAccessException e) {
      throw new AssertionError(e); // the fields are accessible
    }
  }

  private static List<Field> configFields(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        if (field.isAnnotationPresent(Config.class)) {
          field.setAccessible(true);
          fields.add(field);
        }
      }
    }
    return fields;
  }

  private static Object value(Field field, Object configured) {
    try {
      return field.get(configured);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e); // the field is accessible
    }
  }

  private void requirePresent(Field field, String... optional) {
    Class<?> type = field.getType();
    if (type.isEnum() && !List.of(optional).contains(field.getName())) {
      require(field.getName(), false, "one of " + Arrays.toString(type.getEnumConstants()), null);
    }
    boolean mandatory = field.getAnnotation(Config.class).mandatory();
    require(field.getName(), !mandatory && !type.isArray(), "a value", "none");
  }

  private void range(String field, Setting range, Object value) {
    if (!value.getClass().isArray()) {
      require(field, contains(range, (Number) value), text(range, value), value);
      return;
    }
    require(field, Array.getLength(value) > 0, "at least one", "none");
    for (int k = 0; k < Array.getLength(value); k++) {
      range(field, range, Array.get(value, k));
    }
  }

  private static boolean contains(Setting range, Number value) {
    double x = value.doubleValue();
    boolean inside = x >= range.min() && x > range.above() && x <= range.max() && x < range.below();
    return (inside && Double.isFinite(x)) || x == range.special();
  }

  private static String text(Setting range, Object value) {
    String bounds;
    if (range.below() < Double.POSITIVE_INFINITY) {
      bounds =
          range.above() > Double.NEGATIVE_INFINITY
              ? "a number between %s and %s".formatted(plain(range.above()), plain(range.below()))
              : "a number from %s to below %s".formatted(plain(range.min()), plain(range.below()));
    } else if (range.max() < Double.POSITIVE_INFINITY) {
      bounds = "a number from %s to %s".formatted(plain(range.min()), plain(range.max()));
    } else {
      bounds =
          "%s %s"
              .formatted(
                  value instanceof Double ? "a finite number" : "a number",
                  range.above() > Double.NEGATIVE_INFINITY
                      ? "above " + plain(range.above())
                      : "of at least " + plain(range.min()));
    }
    return Double.isNaN(range.special())
        ? bounds
        : "%s, or %s %s".formatted(bounds, plain(range.special()), range.meaning());
  }

  private static String plain(double bound) {
    return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
  }

  private void group(String field, String group) {
    require(
        field,
        group != null && group.matches(GROUP),
        "the part of feature names before the = or @, of letters, digits, - and _",
        "'" + group + "'");
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
