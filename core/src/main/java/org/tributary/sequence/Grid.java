package org.tributary.sequence;

import java.util.Arrays;
import org.tensorflow.ndarray.Shape;

/** Where steps and rows stand in a padded tensor; width is the number of values in one step. */
record Grid(Shape shape, Layout layout, int steps, int rows, int width) {

  static Grid of(Shape shape, Layout layout) {
    if (shape.numDimensions() < 2 || shape.get(0) < 1 || shape.get(1) < 1) {
      throw new IllegalArgumentException(
          "padded batch: expected %s with at least 1 step and 1 row, got shape %s"
              .formatted(layout.describe("..."), shape));
    }
    int rowsAt = layout == Layout.BATCH_FIRST ? 0 : 1;
    int rows = Math.toIntExact(shape.get(rowsAt));
    int steps = Math.toIntExact(shape.get(1 - rowsAt));
    return new Grid(shape, layout, steps, rows, Math.toIntExact(shape.size() / steps / rows));
  }

  /** For data of {@code packed} shape, filled up. */
  static Grid padded(Shape packed, Layout layout, int steps, int rows) {
    long[] tail = Arrays.copyOfRange(packed.asArray(), 1, packed.numDimensions());
    Shape leading = layout == Layout.BATCH_FIRST ? Shape.of(rows, steps) : Shape.of(steps, rows);
    Shape shape = leading.append(Shape.of(tail));
    return new Grid(shape, layout, steps, rows, Math.toIntExact(shape.size() / steps / rows));
  }

  /** The shape of {@code total} packed steps. */
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
