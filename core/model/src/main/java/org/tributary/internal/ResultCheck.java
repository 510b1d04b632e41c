package org.tributary.internal;

/**
 * Checks of what a method of an extension returns.
 *
 * @param method the class and method, the start of every message
 */
public record ResultCheck(String method) {

  /** Returns the checks of {@code method} of an extension. */
  public static ResultCheck of(Object extension, String method) {
    return new ResultCheck(extension.getClass().getName() + "." + method);
  }

  /**
   * Returns {@code value}.
   *
   * @param what the noun for the value, with its article
   * @throws IllegalArgumentException if it is null
   */
  public <T> T present(String what, T value) {
    if (value == null) {
      throw new IllegalArgumentException(
          "%s: expected %s, got null; return one".formatted(method, what));
    }
    return value;
  }
}
