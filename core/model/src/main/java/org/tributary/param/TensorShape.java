package org.tributary.param;

import java.util.Arrays;
import org.tributary.internal.NullChecks;

/**
 * The sizes of a tensor's dimensions: [2, 3] has 2 rows of 3 values. A scalar has no dimensions and
 * one value.
 *
 * <p>Sizes are known, 0 or more. Shapes of operands in a graph, whose sizes can be unknown, are
 * TensorFlow's.
 */
public final class TensorShape {
  /** Maximum length of an array on every JVM. */
  static final int MAX_VALUES = Integer.MAX_VALUE - 8;

  private static final TensorShape SCALAR = new TensorShape(new long[0]);

  private final long[] sizes;

  private TensorShape(long[] sizes) {
    this.sizes = sizes;
  }

  /**
   * Returns a shape.
   *
   * @param sizes of each dimension, 0 or more, the outermost first
   * @throws IllegalArgumentException if a size is negative
   */
  public static TensorShape of(long... sizes) {
    NullChecks.require("sizes", "an array", sizes);
    for (long size : sizes) {
      if (size < 0) {
        throw new IllegalArgumentException(
            "shape: expected known dimensions of 0 or more, got %s"
                .formatted(Arrays.toString(sizes)));
      }
    }
    return sizes.length == 0 ? SCALAR : new TensorShape(sizes.clone());
  }

  /** Returns the shape of a single number, []. */
  public static TensorShape scalar() {
    return SCALAR;
  }

  /** Returns the number of dimensions, the rank. */
  public int numDimensions() {
    return sizes.length;
  }

  /**
   * Returns the size of a dimension.
   *
   * @param dimension counted from 0, or from the end: -1 is the last
   * @throws IndexOutOfBoundsException if there is no such dimension
   */
  public long get(int dimension) {
    int index = dimension < 0 ? dimension + sizes.length : dimension;
    if (index < 0 || index >= sizes.length) {
      throw new IndexOutOfBoundsException(
          "shape: expected a dimension of %s, got %d".formatted(this, dimension));
    }
    return sizes[index];
  }

  /**
   * Returns the number of values, the product of all sizes.
   *
   * @throws ArithmeticException if it exceeds 2^63 - 1
   */
  public long size() {
    long product = 1;
    for (long size : sizes) {
      if (size == 0) {
        return 0;
      }
      product = Math.multiplyExact(product, size);
    }
    return product;
  }

  /** Returns the sizes of all dimensions, the outermost first. */
  public long[] asArray() {
    return sizes.clone();
  }

  /**
   * Returns the shape without its first dimension: of [2, 3, 4] it is [3, 4].
   *
   * @throws IndexOutOfBoundsException if this is the shape of a scalar
   */
  public TensorShape tail() {
    get(0);
    return TensorShape.of(Arrays.copyOfRange(sizes, 1, sizes.length));
  }

  /**
   * Checks every dimension.
   *
   * @param what the tensor's name in the message
   * @param description the expected shape in words, for the message
   * @param expected the sizes, -1 for any
   * @throws IllegalArgumentException {@code "<what>: expected <description>, got <this>"}
   */
  public void require(String what, String description, long... expected) {
    boolean fits = sizes.length == expected.length;
    for (int k = 0; fits && k < sizes.length; k++) {
      fits = expected[k] == -1 || sizes[k] == expected[k];
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "%s: expected %s, got %s".formatted(what, description, this));
    }
  }

  /**
   * Checks that a Java array can hold the values.
   *
   * @param what the tensor's name in the message
   * @throws IllegalArgumentException if there are too many values
   */
  public void requireArray(String what) {
    // in double precision, because the product of long dimensions may overflow to a small number
    double size = 1;
    for (long k : sizes) {
      size *= k;
    }
    if (size > MAX_VALUES) {
      throw new IllegalArgumentException(
          "%s: expected at most %d values, as many as a Java array holds, got shape %s; choose smaller sizes"
              .formatted(what, MAX_VALUES, this));
    }
  }

  /** Returns the shape with further, inner dimensions: [2] and [3, 4] make [2, 3, 4]. */
  public TensorShape append(TensorShape inner) {
    long[] all = Arrays.copyOf(sizes, sizes.length + inner.sizes.length);
    System.arraycopy(inner.sizes, 0, all, sizes.length, inner.sizes.length);
    return TensorShape.of(all);
  }

  /** Returns whether this and another shape are those of a matrix and its transpose. */
  public boolean isTransposed(TensorShape other) {
    return sizes.length == 2
        && other.sizes.length == 2
        && sizes[0] == other.sizes[1]
        && sizes[1] == other.sizes[0];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorShape that && Arrays.equals(sizes, that.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  /** Returns the sizes in brackets, such as {@code [2, 3]}. */
  @Override
  public String toString() {
    return Arrays.toString(sizes);
  }
}
