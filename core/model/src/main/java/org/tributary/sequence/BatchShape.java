package org.tributary.sequence;

import org.tributary.internal.NullChecks;
import org.tributary.param.TensorShape;

/**
 * The shape of a padded batch: [T, N, ...], or [N, T, ...] when batch-first.
 *
 * @param layout order of steps and rows
 * @param steps T
 * @param rows N
 */
public record BatchShape(Layout layout, int steps, int rows) {

  /**
   * Checks layout and sizes.
   *
   * @throws IllegalArgumentException if steps or rows are negative
   */
  public BatchShape {
    NullChecks.require("layout", "the order of steps and rows", layout);
    if (steps < 0 || rows < 0) {
      throw new IllegalArgumentException(
          "padded batch: expected steps and rows of 0 or more, got %d steps and %d rows"
              .formatted(steps, rows));
    }
  }

  /** Returns a sequence-first shape, [T, N, ...]. */
  public static BatchShape sequenceFirst(int steps, int rows) {
    return new BatchShape(Layout.SEQUENCE_FIRST, steps, rows);
  }

  /**
   * Reads the first two dimensions of a tensor.
   *
   * @throws IllegalArgumentException if there are fewer, or one of them is 0
   */
  static BatchShape of(Layout layout, TensorShape tensor) {
    if (tensor.numDimensions() < 2 || tensor.get(0) < 1 || tensor.get(1) < 1) {
      throw new IllegalArgumentException(
          "padded batch: expected %s with at least 1 step and 1 row, got shape %s"
              .formatted(layout.describe("..."), tensor));
    }
    int rowsAt = 1 - layout.stepsAxis();
    return new BatchShape(
        layout, Math.toIntExact(tensor.get(1 - rowsAt)), Math.toIntExact(tensor.get(rowsAt)));
  }

  /** Returns the number of positions, T·N, padding included. */
  public int positions() {
    return Math.multiplyExact(steps, rows);
  }

  /** Returns the position t·N + n of step t of row n, or n·T + t when batch-first. */
  public int position(int step, int row) {
    return layout == Layout.BATCH_FIRST ? row * steps + step : step * rows + row;
  }

  /** Returns the shape of a tensor with {@code rest} at each position. */
  TensorShape with(TensorShape rest) {
    NullChecks.require("rest", "the shape of a position", rest);
    return (layout == Layout.BATCH_FIRST
            ? TensorShape.of(rows, steps)
            : TensorShape.of(steps, rows))
        .append(rest);
  }

  /** Returns the shape of a tensor with {@code size} values at each position. */
  public TensorShape with(long size) {
    return with(TensorShape.of(size));
  }
}
