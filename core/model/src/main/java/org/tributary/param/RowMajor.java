package org.tributary.param;

import java.util.Arrays;

/** Positions in a row-major tensor: index arithmetic and its checks. */
final class RowMajor {
  private RowMajor() {}

  /**
   * Returns the position of an element among all values.
   *
   * @param index the position in each dimension
   * @throws IndexOutOfBoundsException if there is no such element
   */
  static int offset(TensorShape shape, int... index) {
    if (index.length != shape.numDimensions()) {
      throw new IndexOutOfBoundsException(
          "tensor: expected %d indices for shape %s, got %s"
              .formatted(shape.numDimensions(), shape, Arrays.toString(index)));
    }
    int at = 0;
    for (int k = 0; k < index.length; k++) {
      if (index[k] < 0 || index[k] >= shape.get(k)) {
        throw new IndexOutOfBoundsException(
            "tensor: expected indices within shape %s, got %s"
                .formatted(shape, Arrays.toString(index)));
      }
      at = at * (int) shape.get(k) + index[k];
    }
    return at;
  }

  /**
   * Checks that the first dimension has an element.
   *
   * @throws IndexOutOfBoundsException if it has not
   */
  static void requireFirst(TensorShape shape, int index) {
    if (shape.numDimensions() == 0 || index < 0 || index >= shape.get(0)) {
      throw new IndexOutOfBoundsException(
          "tensor: expected an index within the first dimension of shape %s, got %d"
              .formatted(shape, index));
    }
  }

  /**
   * Checks that a dimension has the elements from {@code begin} to before {@code end}.
   *
   * @throws IndexOutOfBoundsException if there is no such dimension, or the range is not within it
   */
  static void requireRange(TensorShape shape, int dimension, int begin, int end) {
    if (dimension < 0 || dimension >= shape.numDimensions()) {
      throw new IndexOutOfBoundsException(
          "tensor: expected a dimension of shape %s, counted from 0, got %d"
              .formatted(shape, dimension));
    }
    int size = (int) shape.get(dimension);
    if (begin < 0 || begin > end || end > size) {
      throw new IndexOutOfBoundsException(
          "tensor: expected a range within the %d elements of dimension %d, got %d to %d"
              .formatted(size, dimension, begin, end));
    }
  }
}
