package org.tributary.sequence;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tributary.internal.LongestFirst;
import org.tributary.internal.NullChecks;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;

/**
 * Batches of separate sequences: the functions {@code pad_sequence}, {@code unpad_sequence}, {@code
 * pack_sequence} and {@code unpack_sequence} of PyTorch's {@code torch.nn.utils.rnn}. L is the
 * number of steps of a sequence, N that of sequences.
 */
public final class Sequences {
  private Sequences() {}

  /**
   * Pads sequences to one length, that of the longest or the padding's total length. If all are
   * empty they get one step of padding; PyTorch's result then has no steps, and its layers refuse
   * it.
   *
   * @param sequences N sequences [L, ...], equal beyond the first dimension; L may be 0
   * @return [L, N, ...] or [N, L, ...], by the padding's layout, and the lengths
   * @throws IllegalArgumentException if there is no sequence, their dimensions differ, or one is
   *     longer than the total length
   */
  public static PaddedBatch padSequence(List<FloatTensor> sequences, Padding padding) {
    NullChecks.require("padding", "such as Padding.zeros()", padding);
    PackedSequence packed = packSequence(sequences);
    boolean isEmpty = packed.batchSizes().isEmpty() && padding.totalLength().isEmpty();
    return packed.pad(isEmpty ? padding.totalLength(1) : padding);
  }

  private static int[] lengths(List<FloatTensor> sequences) {
    NullChecks.requireElements("sequences", "sequence", sequences);
    if (sequences.isEmpty()) {
      throw new IllegalArgumentException("sequences: expected at least one, got none");
    }
    int[] lengths = new int[sequences.size()];
    TensorShape first = sequences.get(0).shape();
    for (int row = 0; row < lengths.length; row++) {
      TensorShape shape = sequences.get(row).shape();
      if (shape.numDimensions() < 1
          || shape.numDimensions() != first.numDimensions()
          || !shape.tail().equals(first.tail())) {
        throw new IllegalArgumentException(
            "sequences: expected shapes [L, ...] that are equal beyond the first dimension, got %s for sequence %d and %s for sequence 0"
                .formatted(shape, row, first));
      }
      lengths[row] = Math.toIntExact(shape.get(0));
    }
    return lengths;
  }

  /**
   * Returns the sequences of a padded batch, each [L, ...], without the padding.
   *
   * @param layout the layout of the batch's values
   * @throws IllegalArgumentException if the number of lengths is not that of sequences, or a length
   *     is out of range
   */
  public static List<FloatTensor> unpadSequence(PaddedBatch batch, Layout layout) {
    int[] lengths = batch.lengths().stream().mapToInt(Integer::intValue).toArray();
    return unpackSequence(PackedSequence.pack(batch.values(), layout, lengths));
  }

  /**
   * Packs sequences in any order, PyTorch's {@code pack_sequence} with {@code
   * enforce_sorted=False}.
   *
   * @param sequences as for {@link #padSequence}
   * @throws IllegalArgumentException as {@link #padSequence}
   */
  public static PackedSequence packSequence(List<FloatTensor> sequences) {
    int[] lengths = lengths(sequences);
    TensorShape rest = sequences.get(0).shape().tail();
    int width = Math.toIntExact(rest.size());
    return PackedSequence.pack(
        rest,
        lengths,
        LongestFirst.of(lengths),
        false,
        (row, step, to, at) -> sequences.get(row).copy(step * width, to, at, width));
  }

  /** Returns the sequences of a packed batch, each [L, ...], in their original order. */
  public static List<FloatTensor> unpackSequence(PackedSequence packed) {
    NullChecks.require("packed", "a packed sequence", packed);
    TensorShape rest = packed.data().shape().tail();
    int width = Math.toIntExact(rest.size());
    List<Integer> order =
        packed.sortedIndices().orElse(IntStream.range(0, packed.rows()).boxed().toList());
    List<float[]> values = new ArrayList<>();
    packed.lengths().forEach(length -> values.add(new float[length * width]));
    int next = 0;
    for (int t = 0; t < packed.batchSizes().size(); t++) {
      for (int k = 0; k < packed.batchSizes().get(t); k++) {
        packed.data().copy(next, values.get(order.get(k)), t * width, width);
        next += width;
      }
    }
    return IntStream.range(0, values.size())
        .mapToObj(
            row ->
                FloatTensor.of(
                    TensorShape.of(packed.lengths().get(row)).append(rest), values.get(row)))
        .toList();
  }
}
