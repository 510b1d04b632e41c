package org.tributary.internal.contract;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;

/**
 * Checks of the operands that a method of an extension returns.
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

  /**
   * Checks an operand's shape, where it is known.
   *
   * @param what the noun for the operand, with its article
   * @param letters the expected shape in letters
   * @param cure the likely cause and its cure
   * @throws IllegalArgumentException if the operand is null or of another shape
   */
  public void shape(String what, Operand<?> operand, Shape expected, String letters, String cure) {
    Shape actual = present(what, operand).shape();
    if (!actual.isCompatibleWith(expected)) {
      throw new IllegalArgumentException(
          "%s: expected %s of shape %s, %s, got %s; %s"
              .formatted(method, what, letters, expected, actual, cure));
    }
  }
}
