package org.tributary.internal.graph;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tributary.internal.ResultCheck;

/** Checks of the operands that a method of an extension returns. */
public final class ResultShape {
  private ResultShape() {}

  /**
   * Checks an operand's shape, where it is known.
   *
   * @param check names the method that returned the operand
   * @param what the noun for the operand, with its article
   * @param letters the expected shape in letters
   * @param hint the likely cause and its cure
   * @throws IllegalArgumentException if the operand is null or of another shape
   */
  public static void require(
      ResultCheck check,
      String what,
      Operand<?> operand,
      Shape expected,
      String letters,
      String hint) {
    Shape actual = check.present(what, operand).shape();
    if (!actual.isCompatibleWith(expected)) {
      throw new IllegalArgumentException(
          "%s: expected %s of shape %s, %s, got %s; %s"
              .formatted(check.method(), what, letters, expected, actual, hint));
    }
  }
}
