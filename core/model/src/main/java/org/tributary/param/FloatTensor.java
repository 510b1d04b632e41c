package org.tributary.param;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.tributary.internal.NullChecks;

/**
 * A dense float32 tensor on the Java heap, row-major. Immutable: arrays are copied on the way in
 * and out, except those that {@link #written} and {@link #writtenHalves} pass to their writers.
 * Values of {@link #writtenHalves}, of {@code TensorType.F16.rounded} and of their reshapes take 2
 * bytes each, all others 4.
 */
public final class FloatTensor {
  /** Maximum number of dimensions; TensorFlow aborts the process above it. */
  static final int MAX_DIMENSIONS = 254;

  /** The number of values that are encoded at a time. */
  static final int CHUNK = 1 << 14;

  /** Maximum number of values in {@link #toString}. */
  private static final int SHOWN_VALUES = 8;

  private final TensorShape shape;
  private final FloatStorage values;

  /** Returns whether the values take 2 bytes each. */
  boolean isHalf() {
    return values instanceof FloatStorage.Halves;
  }

  FloatTensor(TensorShape shape, FloatStorage values) {
    this.shape = shape;
    this.values = values;
  }

  private FloatTensor(TensorShape shape, float[] values) {
    this(shape, new FloatStorage.Singles(values));
  }

  /**
   * Creates a tensor of {@code values}.
   *
   * @param shape at most 254 dimensions, each known and 0 or more
   * @param values the elements, row-major
   * @throws IllegalArgumentException if the number of values is not the shape's, or the shape is
   *     invalid
   */
  public static FloatTensor of(TensorShape shape, float[] values) {
    NullChecks.require("values", "an array", values);
    requireSize(shape);
    if (shape.size() != values.length) {
      throw new IllegalArgumentException(
          "tensor: expected %d values for shape %s, got %d"
              .formatted(shape.size(), shape, values.length));
    }
    return new FloatTensor(shape, values.clone());
  }

  /**
   * Creates a tensor of zeros.
   *
   * @throws IllegalArgumentException if a dimension is negative, or a Java array cannot hold the
   *     values
   */
  public static FloatTensor zeros(long... shape) {
    TensorShape all = TensorShape.of(shape);
    requireSize(all);
    return new FloatTensor(all, new float[(int) all.size()]);
  }

  /**
   * Creates a tensor whose values are written in place, without the copy of {@link #of}.
   *
   * @param shape as for {@link #of}
   * @param writer the function that fills the values, row-major and initially zero; it must not
   *     retain the array
   * @throws IllegalArgumentException if the shape is invalid
   */
  public static FloatTensor written(TensorShape shape, Consumer<float[]> writer) {
    requireSize(shape);
    float[] values = new float[(int) shape.size()];
    writer.accept(values);
    return new FloatTensor(shape, values);
  }

  /**
   * Creates a tensor of values in half precision, which take 2 bytes each.
   *
   * @param shape as for {@link #of}
   * @param writer the function that fills the bits of the values (IEEE 754 binary16), row-major and
   *     initially zero; it must not retain the array
   * @throws IllegalArgumentException if the shape is invalid
   */
  public static FloatTensor writtenHalves(TensorShape shape, Consumer<short[]> writer) {
    requireSize(shape);
    short[] bits = new short[(int) shape.size()];
    writer.accept(bits);
    return new FloatTensor(shape, new FloatStorage.Halves(bits));
  }

  private static void requireSize(TensorShape shape) {
    NullChecks.require("shape", "one", shape);
    if (shape.numDimensions() > MAX_DIMENSIONS) {
      throw new IllegalArgumentException(
          "tensor: expected at most %d dimensions, TensorFlow's limit, got %d"
              .formatted(MAX_DIMENSIONS, shape.numDimensions()));
    }
    shape.requireArray("tensor");
  }

  /** Returns the dimensions. */
  public TensorShape shape() {
    return shape;
  }

  /** Returns a copy of the values, row-major. */
  public float[] values() {
    float[] copy = new float[values.size()];
    values.copy(0, copy, 0, copy.length);
    return copy;
  }

  /**
   * Copies consecutive values.
   *
   * @param from the index of the first value, row-major
   * @param to the destination
   * @param at the index of the first value in the destination
   * @param count the number of values
   * @throws IndexOutOfBoundsException if this or {@code to} has fewer values
   */
  public void copy(int from, float[] to, int at, int count) {
    if (count < 0 || from < 0 || from > values.size() - count || at < 0 || at > to.length - count) {
      throw new IndexOutOfBoundsException(
          "tensor: expected a count from a first value within its %d values and at one within the %d of the destination, got count %d from %d to %d"
              .formatted(values.size(), to.length, count, from, at));
    }
    values.copy(from, to, at, count);
  }

  /** A receiver of the bytes of a tensor's values, in order. */
  @FunctionalInterface
  public interface ByteSink<E extends Exception> {
    /**
     * Receives bytes.
     *
     * @param bytes an array that later calls overwrite
     * @param count the number of bytes, from index 0 on
     */
    void accept(byte[] bytes, int count) throws E;
  }

  /**
   * Passes the bytes of all values to {@code sink}, in chunks, so that a table of any size is
   * written or hashed without a copy of it.
   *
   * @param type the type of the numbers; those of 16 bits are rounded to the nearest
   */
  public <E extends Exception> void encode(TensorType type, ByteOrder order, ByteSink<E> sink)
      throws E {
    float[] part = new float[Math.min(values.size(), CHUNK)];
    ByteBuffer bytes = ByteBuffer.allocate(part.length * type.bytes()).order(order);
    int count;
    for (int from = 0; from < values.size(); from += count) { // a sum of counts does not overflow
      count = Math.min(part.length, values.size() - from);
      values.copy(from, part, 0, count);
      type.encode(part, count, bytes.clear());
      sink.accept(bytes.array(), count * type.bytes());
    }
  }

  /** Returns the number of values. */
  int size() {
    return values.size();
  }

  /** Returns one value by its row-major index. */
  float value(int at) {
    return values.get(at);
  }

  /** Returns the first value that is NaN or infinite; empty if every value is finite. */
  OptionalDouble firstNonFinite() {
    for (int k = 0; k < values.size(); k++) {
      if (!Float.isFinite(values.get(k))) {
        return OptionalDouble.of(values.get(k));
      }
    }
    return OptionalDouble.empty();
  }

  /**
   * Returns one value.
   *
   * @param index the position in each dimension
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
    return values.get(at);
  }

  /**
   * Returns the slice {@code index} of the first dimension, [B, ..] of [A, B, ..]: PyTorch's {@code
   * x[i]}.
   *
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public FloatTensor at(int index) {
    if (shape.numDimensions() == 0 || index < 0 || index >= shape.get(0)) {
      throw new IndexOutOfBoundsException(
          "tensor: expected an index within the first dimension of shape %s, got %d"
              .formatted(shape, index));
    }
    return new FloatTensor(shape.tail(), slice(0, index, index + 1).values);
  }

  /**
   * Returns the part of this tensor from {@code begin} to before {@code end} along one dimension:
   * PyTorch's {@code narrow}.
   *
   * @param dimension the dimension, from 0
   * @throws IndexOutOfBoundsException if there is no such dimension, or the range is not within it
   */
  public FloatTensor slice(int dimension, int begin, int end) {
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
    long[] sizes = shape.asArray();
    sizes[dimension] = (long) end - begin;
    int inner = 1; // the values of one element of the dimension
    for (int k = dimension + 1; k < sizes.length; k++) {
      inner *= (int) sizes[k];
    }
    float[] part = new float[Math.toIntExact(TensorShape.of(sizes).size())];
    int length = (end - begin) * inner;
    for (int k = 0; length > 0 && k < part.length / length; k++) {
      values.copy((k * size + begin) * inner, part, k * length, length);
    }
    return new FloatTensor(TensorShape.of(sizes), part);
  }

  /**
   * Returns the row-major index of the largest value, the first of several, or of the first NaN:
   * PyTorch's {@code argmax}.
   *
   * @throws IllegalStateException if there are no values
   */
  public int argMax() {
    if (values.size() == 0) {
      throw new IllegalStateException(
          "tensor: expected at least one value to take the largest of, got shape %s"
              .formatted(shape));
    }
    int best = 0;
    for (int k = 1; k < values.size() && !Float.isNaN(values.get(best)); k++) {
      best = values.get(k) <= values.get(best) ? best : k; // a NaN is not below or equal
    }
    return best;
  }

  /**
   * Draws an index, with the probabilities softmax(values / temperature).
   *
   * @param temperature above 0; smaller values prefer the largest one
   * @throws IllegalArgumentException if there are no values, the largest is not finite or a value
   *     is NaN, or the temperature is not above 0
   */
  public int sample(double temperature, TorchRandom random) {
    if (!(temperature > 0) || values.size() == 0) {
      throw new IllegalArgumentException(
          "sample: expected values and a temperature above 0, got shape %s and %s"
              .formatted(shape, temperature));
    }
    double largest = values.get(argMax());
    if (!Double.isFinite(largest)) {
      throw new IllegalArgumentException(
          "sample: expected a finite number as the largest value, got %s; did training diverge?"
              .formatted(largest));
    }
    double[] sums = new double[values.size()];
    for (int k = 0; k < sums.length; k++) {
      double probability = StrictMath.exp((values.get(k) - largest) / temperature);
      sums[k] = (k == 0 ? 0 : sums[k - 1]) + probability;
    }
    double drawn = random.uniformDoubles(1, 0, 1)[0] * sums[sums.length - 1];
    for (int k = 0; k < sums.length; k++) {
      if (drawn < sums[k]) {
        return k;
      }
    }
    return sums.length - 1;
  }

  /**
   * Returns the same values in another shape.
   *
   * @throws IllegalArgumentException if that shape has another number of elements
   */
  public FloatTensor reshape(long... dimensions) {
    NullChecks.require("dimensions", "an array", dimensions);
    TensorShape reshaped = TensorShape.of(dimensions);
    requireSize(reshaped);
    if (reshaped.size() != values.size()) {
      throw new IllegalArgumentException(
          "dimensions: expected those of %d values, as in shape %s, got shape %s of %d"
              .formatted(values.size(), shape, reshaped, reshaped.size()));
    }
    return new FloatTensor(reshaped, values);
  }

  /** Returns whether shapes and values are equal, values as by {@link Float#equals}. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof FloatTensor that) || !shape.equals(that.shape)) {
      return false;
    }
    int k = 0;
    while (k < values.size() && Float.compare(values.get(k), that.values.get(k)) == 0) {
      k++;
    }
    return k == values.size();
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int k = 0; k < values.size(); k++) {
      hash = 31 * hash + Float.hashCode(values.get(k));
    }
    return 31 * shape.hashCode() + hash;
  }

  @Override
  public String toString() {
    String start =
        LongStream.range(0, Math.min(values.size(), SHOWN_VALUES))
            .mapToObj(k -> Float.toString(values.get((int) k)))
            .collect(Collectors.joining(", "));
    return "FloatTensor%s {%s%s}"
        .formatted(shape, start, values.size() > SHOWN_VALUES ? ", …" : "");
  }
}
