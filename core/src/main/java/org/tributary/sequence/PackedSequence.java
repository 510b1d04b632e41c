package org.tributary.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;
import org.tributary.param.FloatTensor;

/**
 * Rows of different lengths without padding, laid out as PyTorch's {@code PackedSequence}: the
 * first step of every row, longest row first, then the second step of every row that has one, and
 * so on. Immutable. Unlike in PyTorch a row may be of length 0; it has no step in the data.
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
   * Packs rows in any order, PyTorch's {@code pack_padded_sequence} with {@code
   * enforce_sorted=False}. Rows of equal length keep their order. PyTorch sorts by {@code
   * torch.sort}, which is not stable from 17 rows on: there it may order rows of equal length
   * otherwise, and the packed data is then a permutation of this one.
   *
   * @param padded [L, N, ...] or [N, L, ...]
   * @param layout which of the two it is
   * @param lengths of the N rows, each from 0 to L
   * @throws IllegalArgumentException if there is not one such length for each row
   */
  public static PackedSequence pack(FloatTensor padded, Layout layout, int... lengths) {
    Grid grid = Grid.of(padded.shape(), layout);
    grid.requireLengths(lengths);
    int[] order =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted(Comparator.comparingInt(row -> -lengths[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    return pack(padded, grid, lengths, order, false);
  }

  /**
   * Packs rows that come longest first, PyTorch's default: there are no indices then.
   *
   * @param padded [L, N, ...] or [N, L, ...]
   * @param layout which of the two it is
   * @param lengths of the N rows, each from 0 to L and none longer than the one before
   * @throws IllegalArgumentException if they are not
   */
  public static PackedSequence packSorted(FloatTensor padded, Layout layout, int... lengths) {
    Grid grid = Grid.of(padded.shape(), layout);
    grid.requireLengths(lengths);
    for (int row = 1; row < lengths.length; row++) {
      if (lengths[row] > lengths[row - 1]) {
        throw new IllegalArgumentException(
            "lengths: expected the longest row first, got %s; sort the rows, or use pack, which takes any order"
                .formatted(Arrays.toString(lengths)));
      }
    }
    return pack(padded, grid, lengths, IntStream.range(0, lengths.length).toArray(), true);
  }

  private static PackedSequence pack(
      FloatTensor padded, Grid grid, int[] lengths, int[] order, boolean sortedByCaller) {
    int steps = IntStream.of(lengths).max().orElse(0);
    int[] batchSizes = new int[steps];
    for (int t = 0; t < steps; t++) {
      int step = t;
      batchSizes[t] = (int) IntStream.of(lengths).filter(length -> length > step).count();
    }
    int total = IntStream.of(lengths).sum();
    float[] from = padded.values();
    float[] to = new float[Math.multiplyExact(total, grid.width())];
    int next = 0;
    for (int t = 0; t < steps; t++) {
      for (int k = 0; k < batchSizes[t]; k++) {
        System.arraycopy(from, grid.at(t, order[k]), to, next, grid.width());
        next += grid.width();
      }
    }
    return new PackedSequence(
        FloatTensor.of(grid.packed(total), to), batchSizes, order, sortedByCaller);
  }

  /**
   * Fills the rows up again, in their first order: PyTorch's {@code pad_packed_sequence}.
   *
   * @throws IllegalArgumentException if the total length is shorter than the longest row, or there
   *     is no step at all and no total length either
   */
  public PaddedBatch pad(Padding padding) {
    int steps = padding.totalLength().orElse(batchSizes.length);
    if (steps < Math.max(1, batchSizes.length)) {
      throw new IllegalArgumentException(
          "padding: expected a total length of at least %d, the longest row's and at least 1, got %d"
              .formatted(batchSizes.length, steps));
    }
    Grid grid = Grid.padded(data.shape(), padding.layout(), steps, rows());
    float[] from = data.values();
    float[] to = new float[Math.toIntExact(grid.shape().size())];
    Arrays.fill(to, padding.value());
    int next = 0;
    for (int t = 0; t < batchSizes.length; t++) {
      for (int k = 0; k < batchSizes[t]; k++) {
        System.arraycopy(from, next, to, grid.at(t, order[k]), grid.width());
        next += grid.width();
      }
    }
    return new PaddedBatch(FloatTensor.of(grid.shape(), to), lengths());
  }

  /**
   * Other data in the same places, for instance a layer's output.
   *
   * @param other [steps of all rows together, ...]
   * @throws IllegalArgumentException if it has another number of steps
   */
  public PackedSequence withData(FloatTensor other) {
    if (other.shape().numDimensions() < 1 || other.shape().get(0) != data.shape().get(0)) {
      throw new IllegalArgumentException(
          "packed data: expected %d steps in the first dimension, got shape %s"
              .formatted(data.shape().get(0), other.shape()));
    }
    return new PackedSequence(other, batchSizes, order, sortedByCaller);
  }

  /** The steps of all rows, [sum of lengths, ...]. */
  public FloatTensor data() {
    return data;
  }

  /** For each step, how many rows have it. */
  public List<Integer> batchSizes() {
    return IntStream.of(batchSizes).boxed().toList();
  }

  /** N, the number of rows, those of length 0 included. */
  public int rows() {
    return order.length;
  }

  /** Which row stands where: the longest first. Empty where rows were packed sorted. */
  public Optional<List<Integer>> sortedIndices() {
    return sortedByCaller ? Optional.empty() : Optional.of(IntStream.of(order).boxed().toList());
  }

  /** Where each row stands: the inverse of {@link #sortedIndices}. */
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

  /** The rows' lengths, in their first order. */
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
    Shape shape = data.shape();
    return "PackedSequence%s of %d rows, batch sizes %s"
        .formatted(shape, rows(), Arrays.toString(batchSizes));
  }
}
