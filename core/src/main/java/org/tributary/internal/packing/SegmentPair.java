package org.tributary.internal.packing;

/** The pairs of a {@link Packing.Segment}, in the order in which they are fed. */
public enum SegmentPair {
  SHAPE,
  BEGIN,
  SIZE,
  STATE_SIZE,
  LAST_BEGIN;

  /**
   * Returns this pair of a segment.
   *
   * @param steps number of steps
   * @param rows number of rows of each
   * @param start the segment's first row among the S
   */
  int[] of(int steps, int rows, int start) {
    return switch (this) {
      case SHAPE -> new int[] {steps, rows};
      case BEGIN -> new int[] {start, 0};
      case SIZE -> new int[] {steps * rows, -1};
      case STATE_SIZE -> new int[] {rows, -1};
      case LAST_BEGIN -> new int[] {Math.max(steps - 1, 0) * rows, 0};
    };
  }
}
