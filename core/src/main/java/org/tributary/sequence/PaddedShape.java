package org.tributary.sequence;

import java.util.Arrays;
import org.tensorflow.ndarray.Shape;

/**
 * The shape of a padded batch.
 *
 * @param shape [L, N, ...] or [N, L, ...]
 * @param layout order of steps and rows
 * @param steps L
 * @param rows N
 * @param width number of values in one step of one row
 */
record PaddedShape(Shape shape, Layout layout, int steps, int rows, int width) {

  static PaddedShape of(Shape shape, Layout layout) {
    if (shape.numDimensions() < 2 || shape.get(0) < 1 || shape.get(1) < 1) {
      throw new IllegalArgumentException(
          "padded batch: expected %s with at least 1 step and 1 row, got shape %s"
              .formatted(layout.describe("..."), shape));
    }
    int rowsAt = layout == Layout.BATCH_FIRST ? 0 : 1;
    int rows = Math.toIntExact(shape.get(rowsAt));
    int steps = Math.toIntExact(shape.get(1 - rowsAt));
    return new PaddedShape(
        shape, layout, steps, rows, Math.toIntExact(shape.size() / steps / rows));
  }

  /**
   * Returns the padded shape of a packed sequence.
   *
   * @param packed [S, ...]
   */
  static PaddedShape padded(Shape packed, Layout layout, int steps, int rows) {
    long[] tail = Arrays.copyOfRange(packed.asArray(), 1, packed.numDimensions());
    Shape leading = layout == Layout.BATCH_FIRST ? Shape.of(rows, steps) : Shape.of(steps, rows);
    Shape shape = leading.append(Shape.of(tail));
    return new PaddedShape(
        shape, layout, steps, rows, Math.toIntExact(shape.size() / steps / rows));
  }

  /** Returns the shape of {@code total} packed steps. */
  Shape packed(int total) {
    long[] tail = Arrays.copyOfRange(shape.asArray(), 2, shape.numDimensions());
    return Shape.of(total).append(Shape.of(tail));
  }

  int at(int step, int row) {
    return width * (layout == Layout.BATCH_FIRST ? row * steps + step : step * rows + row);
  }

  void requireLengths(int[] lengths) {
    if (lengths.length != rows) {
      String hint =
          lengths.length == steps
              ? "; the tensor was read as %s: is it the other way round?".formatted(layout)
              : "";
      throw new IllegalArgumentException(
          "lengths: expected %d, one for each row of shape %s, got %d%s"
              .formatted(rows, shape, lengths.length, hint));
    }
    for (int row = 0; row < rows; row++) {
      if (lengths[row] < 0 || lengths[row] > steps) {
        throw new IllegalArgumentException(
            "lengths: expected each from 0 to %d, the number of steps, got %d for row %d; the tensor of shape %s was read as %s"
                .formatted(steps, lengths[row], row, shape, layout));
      }
    }
  }
}
