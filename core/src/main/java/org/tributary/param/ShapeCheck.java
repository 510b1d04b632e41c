package org.tributary.param;

import java.util.stream.LongStream;
import org.tensorflow.ndarray.Shape;

/**
 * Checks shapes in Java before TensorFlow sees them. An unknown dimension, or a wholly unknown
 * shape, fits everything: it is checked when the graph runs.
 */
public final class ShapeCheck {
  /** The most that every JVM lets an array have. */
  static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  private ShapeCheck() {}

  /**
   * Checks every dimension.
   *
   * @param what the tensor's name in the message
   * @param actual its shape
   * @param wanted how the message puts what was expected
   * @param expected the dimensions, -1 for any
   * @throws IllegalArgumentException {@code "<what>: expected <wanted>, got <actual>"}
   */
  public static void require(String what, Shape actual, String wanted, long... expected) {
    if (!fits(actual, expected)) {
      throw new IllegalArgumentException("%s: expected %s, got %s".formatted(what, wanted, actual));
    }
  }

  /**
   * Checks the number of dimensions and the last of them.
   *
   * @param what the tensor's name in the message
   * @param actual its shape
   * @throws IllegalArgumentException if one differs
   */
  public static void requireLast(String what, Shape actual, int rank, int last) {
    if (actual.isUnknown()) {
      return;
    }
    if (actual.numDimensions() != rank || !fits(actual.get(rank - 1), last)) {
      throw new IllegalArgumentException(
          "%s: expected %d dimensions of which the last is %d, got %s"
              .formatted(what, rank, last, actual));
    }
  }

  /**
   * Checks that a Java array can hold a tensor's values.
   *
   * @param what the tensor's name in the message
   * @param shape its shape, every dimension known
   * @throws IllegalArgumentException if they are too many
   */
  public static void requireArray(String what, Shape shape) {
    // in double precision, for the product of long dimensions may overflow to a small one
    double size = LongStream.of(shape.asArray()).asDoubleStream().reduce(1, (a, b) -> a * b);
    if (size > MOST_VALUES) {
      throw new IllegalArgumentException(
          "%s: expected at most %d values, as many as a Java array holds, got shape %s; choose smaller sizes"
              .formatted(what, MOST_VALUES, shape));
    }
  }

  private static boolean fits(Shape actual, long[] expected) {
    if (actual.isUnknown()) {
      return true;
    }
    if (actual.numDimensions() != expected.length) {
      return false;
    }
    for (int k = 0; k < expected.length; k++) {
      if (!fits(actual.get(k), expected[k])) {
        return false;
      }
    }
    return true;
  }

  private static boolean fits(long actual, long expected) {
    return actual == expected || actual == Shape.UNKNOWN_SIZE || expected == -1;
  }
}
