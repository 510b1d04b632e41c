package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.param.TorchRandom;
import org.tributary.testing.Eval;

/** Tests of index arithmetic on padded batches against plain loops. */
class SequenceLengthsTest {
  private static final int STEPS = 5;
  private static final int SIZE = 2;

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void operationsMatchPlainLoops(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = STEPS) Integer> drawn) {
    int[] lengths = drawn.stream().mapToInt(i -> i).toArray();
    int rows = lengths.length;
    float[] values = TorchRandom.seeded(2).normal(STEPS * rows * SIZE);
    float[] other = TorchRandom.seeded(3).normal(rows * SIZE);
    try (Eval eval = new Eval()) {
      SequenceLengths sequenceLengths =
          new SequenceLengths(eval.tf(), eval.tf().constant(lengths), eval.tf().constant(STEPS));
      Operand<TFloat32> x = eval.floats(values, STEPS, rows, SIZE);
      Operand<TFloat32> initial = eval.floats(other, rows, SIZE);
      Operand<TFloat32> reversed = sequenceLengths.reversed(sequenceLengths.checked(x));
      List<float[]> actual =
          eval.values(
              List.of(
                  sequenceLengths.masked(x),
                  reversed,
                  sequenceLengths.reversed(reversed),
                  sequenceLengths.last(x, initial),
                  sequenceLengths.valid(TFloat32.class)));
      assertThat(actual.get(2)).as("reversed twice").isEqualTo(values);
      for (int row = 0; row < rows; row++) {
        int length = lengths[row];
        for (int k = 0; k < SIZE; k++) {
          for (int t = 0; t < STEPS; t++) {
            int at = at(rows, t, row, k);
            boolean valid = t < length;
            assertThat(actual.get(0)[at]).isEqualTo(valid ? values[at] : 0);
            assertThat(actual.get(1)[at])
                .isEqualTo(values[at(rows, valid ? length - 1 - t : t, row, k)]);
            assertThat(actual.get(4)[t * rows + row]).isEqualTo(valid ? 1 : 0);
          }
          float own = other[row * SIZE + k];
          assertThat(actual.get(3)[row * SIZE + k])
              .isEqualTo(length == 0 ? own : values[at(rows, length - 1, row, k)]);
        }
      }
    }
  }

  private static int at(int rows, int step, int row, int k) {
    return (step * rows + row) * SIZE + k;
  }
}
