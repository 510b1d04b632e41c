package org.tributary.graph.sequence;

import org.tensorflow.ndarray.Shape;

/** A check of the lengths of a batch without padding, as far as sizes are known in the graph. */
final class FullLengths {
  private FullLengths() {}

  /**
   * Returns whether the lengths are known to fit the input.
   *
   * @param input the shape of the input, time-major: [T, N, F]
   * @param expected the shape that the lengths describe, [T, N]
   * @return false if a size is unknown
   * @throws IllegalArgumentException if the lengths are known not to fit
   */
  static boolean fit(Shape input, Shape expected) {
    if (input.numDimensions() < 2 || expected.numDimensions() != 2) {
      return false;
    }
    long steps = input.get(0);
    long rows = input.get(1);
    if (differ(steps, expected.get(0)) || differ(rows, expected.get(1))) {
      throw new IllegalArgumentException(
          "lengths: expected those of %s steps and %s rows, as in the input, got %s steps and %s rows; are steps and rows swapped, or is the input batch-first while the layer is sequence-first, or the other way round?"
              .formatted(text(steps), text(rows), text(expected.get(0)), text(expected.get(1))));
    }
    return steps != Shape.UNKNOWN_SIZE
        && rows != Shape.UNKNOWN_SIZE
        && steps == expected.get(0)
        && rows == expected.get(1);
  }

  private static boolean differ(long a, long b) {
    return a != Shape.UNKNOWN_SIZE && b != Shape.UNKNOWN_SIZE && a != b;
  }

  private static String text(long size) {
    return size == Shape.UNKNOWN_SIZE ? "any number of" : Long.toString(size);
  }
}
