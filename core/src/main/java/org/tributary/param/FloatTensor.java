package org.tributary.param;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * A dense tensor of float32 on the Java heap, row-major. Immutable; arrays are copied on the way in
 * and out, but for the one that {@link #written} hands to its writer.
 */
public final class FloatTensor {
  /** TensorFlow ends the process at more. */
  static final int MOST_DIMENSIONS = 254;

  private final Shape shape;
  private final float[] values;

  private FloatTensor(Shape shape, float[] values) {
    this.shape = shape;
    this.values = values;
  }

  /**
   * A tensor of {@code values}.
   *
   * @param shape at most 254 dimensions, each known and 0 or more
   * @param values row-major, as many as the shape has elements
   * @throws IllegalArgumentException if their number is another, or the shape is none of a tensor
   */
  public static FloatTensor of(Shape shape, float[] values) {
    requireSize(shape);
    if (shape.size() != values.length) {
      throw new IllegalArgumentException(
          "tensor: expected %d values for shape %s, got %d"
              .formatted(shape.size(), shape, values.length));
    }
    return new FloatTensor(shape, values.clone());
  }

  /**
   * A tensor of zeros.
   *
   * @throws IllegalArgumentException if a dimension is negative, or a Java array cannot hold so
   *     many
   */
  public static FloatTensor zeros(long... shape) {
    Shape all = Shape.of(shape);
    requireSize(all);
    return new FloatTensor(all, new float[(int) all.size()]);
  }

  /**
   * A tensor whose values are written in place: what {@link #of} copies is not copied here.
   *
   * @param shape as for {@link #of}
   * @param writer is handed the values, zeros, row-major, and must not keep the array
   * @throws IllegalArgumentException if the shape is none of a tensor
   */
  public static FloatTensor written(Shape shape, Consumer<float[]> writer) {
    requireSize(shape);
    FloatTensor tensor = new FloatTensor(shape, new float[(int) shape.size()]);
    writer.accept(tensor.values);
    return tensor;
  }

  private static void requireSize(Shape shape) {
    if (shape.numDimensions() > MOST_DIMENSIONS) {
      throw new IllegalArgumentException(
          "tensor: expected at most %d dimensions, as TensorFlow has them, got %d"
              .formatted(MOST_DIMENSIONS, shape.numDimensions()));
    }
    if (shape.isUnknown() || LongStream.of(shape.asArray()).anyMatch(size -> size < 0)) {
      throw new IllegalArgumentException(
          "tensor: expected known dimensions of 0 or more, got shape %s".formatted(shape));
    }
    ShapeCheck.requireArray("tensor", shape);
  }

  /** A copy of a native tensor. */
  public static FloatTensor copyOf(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    if (values.length > 0) {
      tensor.copyTo(DataBuffers.of(values, false, false));
    }
    return new FloatTensor(tensor.shape(), values);
  }

  /** A native copy; the caller closes it. */
  public TFloat32 toNative() {
    return TFloat32.tensorOf(shape, DataBuffers.of(values, true, false));
  }

  /** The dimensions. */
  public Shape shape() {
    return shape;
  }

  /** A copy of the values, row-major. */
  public float[] values() {
    return values.clone();
  }

  /**
   * Copies values that follow one another.
   *
   * @param from where they begin, row-major
   * @param to where they are copied to
   * @param at where they begin there
   * @param count how many
   * @throws IndexOutOfBoundsException if this or {@code to} has fewer
   */
  public void copy(int from, float[] to, int at, int count) {
    System.arraycopy(values, from, to, at, count);
  }

  /**
   * One value.
   *
   * @param index as many numbers as there are dimensions
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public float get(int... index) {
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
    return values[at];
  }

  /**
   * Element {@code index} along the first dimension, [B, ..] of [A, B, ..]: PyTorch's {@code x[i]}.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public FloatTensor at(int index) {
    if (shape.numDimensions() == 0 || index < 0 || index >= shape.get(0)) {
      throw new IndexOutOfBoundsException(
          "tensor: expected an index within the first dimension of shape %s, got %d"
              .formatted(shape, index));
    }
    Shape rest = shape.tail();
    int size = Math.toIntExact(rest.size());
    return new FloatTensor(rest, Arrays.copyOfRange(values, index * size, (index + 1) * size));
  }

  /**
   * The row-major index of the largest value, the first of several: PyTorch's {@code argmax}.
   *
   * @throws IllegalStateException if there are no values
   */
  public int argMax() {
    if (values.length == 0) {
      throw new IllegalStateException(
          "tensor: expected at least one value to take the largest of, got shape %s"
              .formatted(shape));
    }
    int best = 0;
    for (int k = 1; k < values.length; k++) {
      best = values[k] > values[best] ? k : best;
    }
    return best;
  }

  /**
   * The same values in another shape.
   *
   * @throws IllegalArgumentException if that shape has another number of elements
   */
  public FloatTensor reshape(long... dimensions) {
    return of(Shape.of(dimensions), values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FloatTensor that
        && shape.equals(that.shape)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "FloatTensor" + shape;
  }
}
