package org.tributary.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tributary.internal.LongestFirst;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;

/**
 * A packed batch of sequences without padding, laid out as PyTorch's {@code PackedSequence}: the
 * first step of every row, longest row first, then the second step of every row that has one, and
 * so on. Immutable. Unlike in PyTorch a row may have length 0; it has no step in the data.
 */
public final class PackedSequence {
  private final FloatTensor data;
  private final int[] batchSizes;
  private final int[] order;
  private final boolean sortedByCaller;

  private PackedSequence(FloatTensor data, int[] batchSizes, int[] order, boolean sortedByCaller) {
    this.data = data;
    this.batchSizes = batchSizes;
    this.order = order;
    this.sortedByCaller = sortedByCaller;
  }

  /**
   * Returns a packed sequence of its parts, PyTorch's {@code PackedSequence(data, batch_sizes)}.
   * Its rows are sorted, longest first.
   *
   * @param data [S, ...], S the sum of the batch sizes
   * @param batchSizes the number of rows of each step, each at least 1 and at most that before it
   * @throws IllegalArgumentException if the batch sizes are not so, or their sum is not S
   */
  public static PackedSequence of(FloatTensor data, List<Integer> batchSizes) {
    long total = 0;
    for (int t = 0; t < batchSizes.size(); t++) {
      int size = batchSizes.get(t);
      if (size < 1 || (t > 0 && size > batchSizes.get(t - 1))) {
        throw new IllegalArgumentException(
            "batch sizes: expected numbers of at least 1 that never increase, got %s"
                .formatted(batchSizes));
      }
      total += size;
    }
    if (data.shape().numDimensions() < 1 || data.shape().get(0) != total) {
      throw new IllegalArgumentException(
          "packed data: expected %d steps in the first dimension, the sum of the batch sizes, got shape %s"
              .formatted(total, data.shape()));
    }
    int[] sizes = batchSizes.stream().mapToInt(Integer::intValue).toArray();
    int rows = sizes.length == 0 ? 0 : sizes[0];
    return new PackedSequence(data, sizes, IntStream.range(0, rows).toArray(), true);
  }

  /**
   * Packs rows in any order, PyTorch's {@code pack_padded_sequence} with {@code
   * enforce_sorted=False}. Rows of equal length keep their order. PyTorch sorts with {@code
   * torch.sort}, which is not stable for 17 rows and more: it may then order rows of equal length
   * differently, and its packed data is a permutation of this one.
   *
   * @param padded [L, N, ...] or [N, L, ...]
   * @param layout layout of {@code padded}
   * @param lengths length of each of the N rows, from 0 to L
   * @throws IllegalArgumentException if the number of lengths is not N, or a length is out of range
   */
  public static PackedSequence pack(FloatTensor padded, Layout layout, int... lengths) {
    BatchShape shape = BatchShape.of(layout, padded.shape());
    requireLengths(padded.shape(), shape, lengths);
    return pack(padded, shape, lengths, LongestFirst.of(lengths), false);
  }

  /**
   * Packs rows that are sorted longest first, PyTorch's default; there are no indices then.
   *
   * @param padded [L, N, ...] or [N, L, ...]
   * @param layout layout of {@code padded}
   * @param lengths length of each of the N rows, from 0 to L, in descending order
   * @throws IllegalArgumentException if the lengths are not so
   */
  public static PackedSequence packSorted(FloatTensor padded, Layout layout, int... lengths) {
    BatchShape shape = BatchShape.of(layout, padded.shape());
    requireLengths(padded.shape(), shape, lengths);
    for (int row = 1; row < lengths.length; row++) {
      if (lengths[row] > lengths[row - 1]) {
        throw new IllegalArgumentException(
            "lengths: expected the longest row first, got %s; sort the rows, or use pack, which takes any order"
                .formatted(Arrays.toString(lengths)));
      }
    }
    return pack(padded, shape, lengths, IntStream.range(0, lengths.length).toArray(), true);
  }

  private static PackedSequence pack(
      FloatTensor padded, BatchShape shape, int[] lengths, int[] order, boolean sortedByCaller) {
    TensorShape rest = padded.shape().tail().tail();
    int width = Math.toIntExact(rest.size());
    return pack(
        rest,
        lengths,
        order,
        sortedByCaller,
        (row, step, to, at) -> padded.copy(shape.position(step, row) * width, to, at, width));
  }

  /** A copy of the values of a step of a row to an array. */
  interface Steps {
    void copy(int row, int step, float[] to, int at);
  }

  /**
   * Packs rows.
   *
   * @param rest the shape of a step
   * @param order the original index of each row in packed order, the longest first
   */
  static PackedSequence pack(
      TensorShape rest, int[] lengths, int[] order, boolean sortedByCaller, Steps rows) {
    int[] batchSizes = new int[IntStream.of(lengths).max().orElse(0)];
    for (int length : lengths) {
      for (int t = 0; t < length; t++) {
        batchSizes[t]++;
      }
    }
    TensorShape shape = TensorShape.of(IntStream.of(lengths).sum()).append(rest);
    int width = Math.toIntExact(rest.size());
    FloatTensor data =
        FloatTensor.written(
            shape,
            to -> {
              int next = 0;
              for (int t = 0; t < batchSizes.length; t++) {
                for (int k = 0; k < batchSizes[t]; k++) {
                  rows.copy(order[k], t, to, next);
                  next += width;
                }
              }
            });
    return new PackedSequence(data, batchSizes, order, sortedByCaller);
  }

  private static void requireLengths(TensorShape tensor, BatchShape shape, int[] lengths) {
    if (lengths.length != shape.rows()) {
      String hint =
          lengths.length == shape.steps()
              ? "; the tensor was read as %s: is it the other way round?".formatted(shape.layout())
              : tensor.numDimensions() == 2
                  ? "; a tensor of 2 dimensions is a batch of numbers: reshape one sequence of vectors to [L, 1, F]"
                  : "";
      throw new IllegalArgumentException(
          "lengths: expected %d, one for each row of shape %s, got %d%s"
              .formatted(shape.rows(), tensor, lengths.length, hint));
    }
    for (int row = 0; row < lengths.length; row++) {
      if (lengths[row] < 0 || lengths[row] > shape.steps()) {
        throw new IllegalArgumentException(
            "lengths: expected each from 0 to %d, the number of steps, got %d for row %d; the tensor of shape %s was read as %s"
                .formatted(shape.steps(), lengths[row], row, tensor, shape.layout()));
      }
    }
  }

  /**
   * Pads the rows to one length, in their original order: PyTorch's {@code pad_packed_sequence}.
   *
   * @throws IllegalArgumentException if the total length is shorter than the longest row, or there
   *     is neither a step nor a total length
   */
  public PaddedBatch pad(Padding padding) {
    int steps = padding.totalLength().orElse(batchSizes.length);
    if (steps < Math.max(1, batchSizes.length)) {
      throw new IllegalArgumentException(
          "padding: expected a total length of at least %d, the longest row's and at least 1, got %d"
              .formatted(batchSizes.length, steps));
    }
    BatchShape shape = new BatchShape(padding.layout(), steps, rows());
    TensorShape rest = data.shape().tail();
    TensorShape padded = shape.with(rest);
    int width = Math.toIntExact(rest.size());
    FloatTensor values =
        FloatTensor.written(
            padded,
            to -> {
              Arrays.fill(to, padding.value());
              int next = 0;
              for (int t = 0; t < batchSizes.length; t++) {
                for (int k = 0; k < batchSizes[t]; k++) {
                  data.copy(next, to, shape.position(t, order[k]) * width, width);
                  next += width;
                }
              }
            });
    return new PaddedBatch(values, lengths());
  }

  /**
   * Returns a sequence with the same lengths and other data, such as a layer's output.
   *
   * @param other [S, ...], S the sum of all lengths
   * @throws IllegalArgumentException if the number of steps differs
   */
  public PackedSequence withData(FloatTensor other) {
    if (other.shape().numDimensions() < 1 || other.shape().get(0) != data.shape().get(0)) {
      throw new IllegalArgumentException(
          "packed data: expected %d steps in the first dimension, got shape %s"
              .formatted(data.shape().get(0), other.shape()));
    }
    return new PackedSequence(other, batchSizes, order, sortedByCaller);
  }

  /** Returns the steps of all rows, [sum of lengths, ...]. */
  public FloatTensor data() {
    return data;
  }

  /** Returns the number of rows of each step. */
  public List<Integer> batchSizes() {
    return IntStream.of(batchSizes).boxed().toList();
  }

  /** Returns N, the number of rows, including those of length 0. */
  public int rows() {
    return order.length;
  }

  /** Returns the original index of each row in packed order; empty if rows were packed sorted. */
  public Optional<List<Integer>> sortedIndices() {
    return sortedByCaller ? Optional.empty() : Optional.of(IntStream.of(order).boxed().toList());
  }

  /** Returns the position of each row in packed order, the inverse of {@link #sortedIndices}. */
  public Optional<List<Integer>> unsortedIndices() {
    if (sortedByCaller) {
      return Optional.empty();
    }
    List<Integer> unsorted = new ArrayList<>(Collections.nCopies(rows(), 0));
    for (int k = 0; k < order.length; k++) {
      unsorted.set(order[k], k);
    }
    return Optional.of(List.copyOf(unsorted));
  }

  /** Returns the rows' lengths, in original order. */
  public List<Integer> lengths() {
    List<Integer> lengths = new ArrayList<>(Collections.nCopies(rows(), 0));
    for (int size : batchSizes) {
      for (int k = 0; k < size; k++) {
        lengths.set(order[k], lengths.get(order[k]) + 1);
      }
    }
    return List.copyOf(lengths);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PackedSequence that
        && data.equals(that.data)
        && Arrays.equals(batchSizes, that.batchSizes)
        && Arrays.equals(order, that.order)
        && sortedByCaller == that.sortedByCaller;
  }

  @Override
  public int hashCode() {
    return Objects.hash(data, Arrays.hashCode(batchSizes), Arrays.hashCode(order));
  }

  @Override
  public String toString() {
    TensorShape shape = data.shape();
    return "PackedSequence%s of %d rows, batch sizes %s"
        .formatted(shape, rows(), Arrays.toString(batchSizes));
  }
}
