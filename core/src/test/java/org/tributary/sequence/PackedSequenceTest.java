package org.tributary.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;

/** Tests of packing round trips and of argument checks. */
class PackedSequenceTest {
  private static final int STEPS = 5;
  private static final int WIDTH = 3;

  @Property(tries = 200)
  void packThenPadRestoresValidSteps(
      @ForAll @Size(min = 1, max = 7) List<@IntRange(min = 0, max = STEPS) Integer> lengths,
      @ForAll Layout layout) {
    int[] all = lengths.stream().mapToInt(i -> i).toArray();
    FloatTensor padded = zeroPadded(all, layout);
    PackedSequence packed = PackedSequence.pack(padded, layout, all);
    PaddedBatch back = packed.pad(Padding.zeros().layout(layout).totalLength(STEPS));
    assertThat(back.values()).isEqualTo(padded);
    assertThat(back.lengths()).isEqualTo(lengths);
    assertThat(PackedSequence.pack(back.values(), layout, all)).isEqualTo(packed);
    assertThat(packed.data().shape().get(0)).isEqualTo(lengths.stream().mapToInt(i -> i).sum());
  }

  @Test
  void paddingIsNotPacked() {
    FloatTensor padded =
        FloatTensor.of(
            TensorShape.of(2, 2, 1), new float[] {1, 2, 3, Float.NaN}); // row 1 has 1 step
    PackedSequence packed = PackedSequence.pack(padded, Layout.SEQUENCE_FIRST, 2, 1);
    assertThat(packed.data().values()).containsExactly(1, 2, 3);
    assertThat(packed).hasToString("PackedSequence[3, 1] of 2 rows, batch sizes [2, 1]");
  }

  @Test
  void unsortedIndicesInvertSortedIndices() {
    PackedSequence packed =
        PackedSequence.pack(FloatTensor.zeros(STEPS, 4, WIDTH), Layout.SEQUENCE_FIRST, 2, 5, 0, 4);
    assertThat(packed.sortedIndices()).contains(List.of(1, 3, 0, 2));
    assertThat(packed.unsortedIndices()).contains(List.of(2, 0, 3, 1));
    assertThat(packed.rows()).isEqualTo(4);
  }

  @Test
  void equalSequencesHaveEqualDataLengthsAndOrder() {
    FloatTensor padded = FloatTensor.zeros(3, 2, 1);
    PackedSequence packed = PackedSequence.pack(padded, Layout.SEQUENCE_FIRST, 3, 2);
    PackedSequence same = PackedSequence.pack(padded, Layout.SEQUENCE_FIRST, 3, 2);
    assertThat(packed).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(packed)
        .isNotEqualTo(PackedSequence.pack(padded, Layout.SEQUENCE_FIRST, 2, 3))
        .isNotEqualTo(PackedSequence.packSorted(padded, Layout.SEQUENCE_FIRST, 3, 2))
        .isNotEqualTo(PackedSequence.pack(FloatTensor.zeros(5, 1, 1), Layout.SEQUENCE_FIRST, 5))
        .isNotEqualTo(packed.data());
    assertThat(packed.hashCode())
        .isNotEqualTo(PackedSequence.pack(padded, Layout.SEQUENCE_FIRST, 2, 3).hashCode());
  }

  @Test
  void sortedRowsNeedALengthEach() {
    assertThatThrownBy(
            () ->
                PackedSequence.packSorted(FloatTensor.zeros(5, 3, 2), Layout.SEQUENCE_FIRST, 2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("lengths: expected 3, one for each row");
  }

  @Test
  void mismatchedLengthsAreRejected() {
    FloatTensor padded = FloatTensor.zeros(5, 3, 2);
    assertThatThrownBy(() -> PackedSequence.pack(padded, Layout.SEQUENCE_FIRST, 1, 2, 3, 4, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "lengths: expected 3, one for each row of shape [5, 3, 2], got 5; the tensor was read as sequence-first: is it the other way round?");
    assertThatThrownBy(() -> PackedSequence.pack(padded, Layout.SEQUENCE_FIRST, 1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("lengths: expected 3, one for each row of shape [5, 3, 2], got 2");
    for (int length : new int[] {-1, 6}) {
      assertThatThrownBy(() -> PackedSequence.pack(padded, Layout.SEQUENCE_FIRST, 1, length, 5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "lengths: expected each from 0 to 5, the number of steps, got %d for row 1; the tensor of shape [5, 3, 2] was read as sequence-first",
              length);
    }
    assertThatThrownBy(() -> PackedSequence.packSorted(padded, Layout.SEQUENCE_FIRST, 3, 1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "lengths: expected the longest row first, got [3, 1, 2]; sort the rows, or use pack, which takes any order");
  }

  @Test
  void tensorWithoutStepsOrRowsIsRejected() {
    assertThatThrownBy(() -> PackedSequence.pack(FloatTensor.zeros(5), Layout.BATCH_FIRST, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "padded batch: expected [N, L, ...] with at least 1 step and 1 row, got shape [5]");
    assertThatThrownBy(() -> PackedSequence.pack(FloatTensor.zeros(0, 2), Layout.SEQUENCE_FIRST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "padded batch: expected [L, N, ...] with at least 1 step and 1 row, got shape [0, 2]");
  }

  @Test
  void tooShortTotalLengthIsRejected() {
    PackedSequence packed =
        PackedSequence.pack(FloatTensor.zeros(5, 2, 1), Layout.SEQUENCE_FIRST, 2, 4);
    assertThatThrownBy(() -> packed.pad(Padding.zeros().totalLength(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "padding: expected a total length of at least 4, the longest row's and at least 1, got 3");
    PackedSequence empty =
        PackedSequence.pack(FloatTensor.zeros(5, 1, 1), Layout.BATCH_FIRST, 0, 0, 0, 0, 0);
    assertThatThrownBy(() -> empty.pad(Padding.zeros()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "padding: expected a total length of at least 0, the longest row's and at least 1, got 0");
  }

  @Test
  void dataWithOtherStepCountIsRejected() {
    PackedSequence packed =
        PackedSequence.pack(FloatTensor.zeros(5, 2, 1), Layout.SEQUENCE_FIRST, 2, 4);
    assertThat(packed.withData(FloatTensor.zeros(6, 9)).data().shape())
        .isEqualTo(TensorShape.of(6, 9));
    assertThatThrownBy(() -> packed.withData(FloatTensor.zeros(5, 9)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("packed data: expected 6 steps in the first dimension, got shape [5, 9]");
  }

  private static FloatTensor zeroPadded(int[] lengths, Layout layout) {
    int rows = lengths.length;
    float[] values = TorchRandom.seeded(4).normal(STEPS * rows * WIDTH);
    boolean batchFirst = layout == Layout.BATCH_FIRST;
    for (int t = 0; t < STEPS; t++) {
      for (int row = 0; row < rows; row++) {
        int at = (batchFirst ? row * STEPS + t : t * rows + row) * WIDTH;
        if (t >= lengths[row]) {
          java.util.Arrays.fill(values, at, at + WIDTH, 0);
        }
      }
    }
    return FloatTensor.of(
        batchFirst ? TensorShape.of(rows, STEPS, WIDTH) : TensorShape.of(STEPS, rows, WIDTH),
        values);
  }
}
