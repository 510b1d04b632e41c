package org.tributary.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.Cell;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.testing.Cells;
import org.tributary.testing.Eval;

/** Every fast kernel gives the reference's states and gradients. */
class KernelsTest {

  private static final List<Kernel> FAST =
      List.of(new BlockKernel(), new ScanKernel(MatmulPrecision.FLOAT32));

  static List<Cell> cells() {
    return Cells.all(4, 6, 2);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void everyKernelIsTheReference(Cell cell) {
    try (Eval eval = new Eval()) {
      KernelGiven given = KernelGiven.draw(eval, cell, 5, 3);
      assertReference(eval, FAST, List.of(given, given.reversed(), given.masked(eval, 3)));
    }
  }

  static List<int[]> lengths() {
    return List.of(
        new int[] {0, 4, 1},
        new int[] {3},
        new int[] {0, 0},
        new int[] {1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1},
        new int[] {6, 0, 6, 1, 6, 6, 2});
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void lengthsInBothDirections(int[] lengths) {
    for (Cell cell : cells().subList(0, 5)) {
      try (Eval eval = new Eval()) {
        KernelGiven given = KernelGiven.draw(eval, cell, 6, lengths);
        KernelGiven even = KernelGiven.drawFed(eval, PaddingStrategy.MASKED, cell, 6, lengths);
        KernelGiven uneven = KernelGiven.drawFed(eval, PaddingStrategy.PACKED, cell, 6, lengths);
        int rows = lengths.length;
        assertReference(
            eval,
            FAST,
            List.of(
                given,
                given.masked(eval, rows).reversed(),
                even.masked(eval, rows),
                even.reversed(),
                uneven,
                uneven.masked(eval, rows).reversed()));
      }
    }
  }

  /**
   * So many steps that a loop takes turns of several, one after another, of which the last has all
   * its steps, all but one, or no more than one.
   */
  @ParameterizedTest
  @ValueSource(ints = {16, 23, 17})
  void rowsFallAwayWithinTurnsOfSeveralSteps(int longest) {
    for (Cell cell : List.of(cells().get(0), cells().get(2), cells().get(4))) {
      try (Eval eval = new Eval()) {
        int[] lengths = {3, longest, 0, 11, 8, longest - 2};
        KernelGiven given = KernelGiven.draw(eval, cell, longest, lengths);
        KernelGiven fed = KernelGiven.drawFed(eval, PaddingStrategy.PACKED, cell, longest, lengths);
        assertReference(eval, FAST, List.of(given, given.reversed(), fed, fed.reversed()));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 2, 1",
    "7, 2, 5, 3, 2",
    "2, 17, 9, 33, 4",
    "20, 1, 8, 12, 5",
    "9, 3, 16, 16, 4"
  })
  void otherSizes(int steps, int rows, int in, int hidden, int projection) {
    for (Cell cell : Cells.all(in, hidden, projection).subList(0, 5)) {
      try (Eval eval = new Eval()) {
        KernelGiven given = KernelGiven.draw(eval, cell, steps, rows);
        assertReference(eval, FAST, List.of(given));
      }
    }
  }

  @Test
  void aRunForInferenceGivesTheSameAndNoGradients() {
    for (Cell cell : cells()) {
      try (Eval eval = new Eval()) {
        KernelGiven given = KernelGiven.draw(eval, cell, 5, 3, 5, 1);
        for (Kernel kernel : FAST) {
          if (kernel.refusal(given.call()).isEmpty()) {
            KernelRun<TFloat32> trained = kernel.run(eval.tf(), given.call());
            KernelRun<TFloat32> used =
                kernel.run(eval.tf(), given.call().purpose(Purpose.INFERENCE));
            List<float[]> both = eval.values(List.of(trained.output(), used.output()));
            assertThat(both.get(1)).isEqualTo(both.get(0));
            assertThatThrownBy(() -> used.backward(KernelUpstream.ofOutput(given.upstream())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected a forward pass for training");
          }
        }
      }
    }
  }

  /** Compares in one run, for every loop's first run is slow. */
  private static void assertReference(Eval eval, List<Kernel> kernels, List<KernelGiven> cases) {
    List<Operand<TFloat32>> expected = new ArrayList<>();
    List<Operand<TFloat32>> actual = new ArrayList<>();
    for (KernelGiven given : cases) {
      List<Operand<TFloat32>> reference = given.all(eval, Kernels.reference());
      for (Kernel kernel : kernels) {
        if (kernel.refusal(given.call()).isEmpty()) { // who refuses what has its own test
          expected.addAll(reference);
          actual.addAll(given.all(eval, kernel));
        }
      }
    }
    List<Operand<TFloat32>> both = new ArrayList<>(expected);
    both.addAll(actual);
    List<float[]> values = eval.values(both);
    for (int k = 0; k < expected.size(); k++) {
      assertClose(values.get(expected.size() + k), values.get(k), k);
    }
  }

  private static void assertClose(float[] actual, float[] expected, int which) {
    assertThat(actual).hasSameSizeAs(expected);
    double scale = 1;
    for (float value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int j = 0; j < expected.length; j++) {
      assertThat((double) actual[j])
          .as("tensor %d, element %d", which, j)
          .isCloseTo(expected[j], within(1e-5 * scale));
    }
  }
}
