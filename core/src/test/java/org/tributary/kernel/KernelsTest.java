package org.tributary.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.Cell;
import org.tributary.cell.Nonlinearity;
import org.tributary.cell.RnnCell;
import org.tributary.testing.Cells;
import org.tributary.testing.Eval;

/** Every fast kernel gives the reference's states and gradients. */
class KernelsTest {

  private static final List<Kernel> FAST = List.of(new BlockKernel(), new ScanKernel());

  static List<Cell> cells() {
    return Cells.all(4, 6, 2);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void everyKernelIsTheReference(Cell cell) {
    try (Eval eval = new Eval()) {
      KernelGiven given = KernelGiven.draw(eval, cell, 5, 3);
      assertReference(
          eval, FAST, List.of(given, given.hiddenGradientOnly(), given.masked(eval, 3)));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1, 2, 1", "7, 2, 5, 3, 2", "2, 17, 9, 33, 4", "20, 1, 8, 12, 5"})
  void otherSizes(int steps, int rows, int in, int hidden, int projection) {
    for (Cell cell : Cells.all(in, hidden, projection).subList(0, 5)) {
      try (Eval eval = new Eval()) {
        KernelGiven given = KernelGiven.draw(eval, cell, steps, rows);
        assertReference(eval, FAST, List.of(given));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"TANH, scan", "RELU, scan", "RELU, reference"})
  void aRowThatIsOverStaysAtZero(Nonlinearity nonlinearity, String kernel) {
    try (Eval eval = new Eval()) {
      KernelGiven given =
          KernelGiven.draw(eval, RnnCell.of(4, 6).nonlinearity(nonlinearity), 5, 3)
              .shortened(eval, 5, 3);
      float[] h = eval.values(named(kernel).run(eval.tf(), given.call()).states().hidden());
      for (int t = 0; t < 5; t++) {
        for (int row = 0; row < 3; row++) {
          float[] state = java.util.Arrays.copyOfRange(h, (t * 3 + row) * 6, (t * 3 + row + 1) * 6);
          assertThat(sum(state) == 0).as("step %d, row %d", t, row).isEqualTo(t > row);
        }
      }
      assertReference(eval, List.of(named(kernel)), List.of(given));
    }
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += Math.abs(value);
    }
    return sum;
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

  private static Kernel named(String name) {
    return Kernels.all().stream().filter(k -> k.name().equals(name)).findFirst().orElseThrow();
  }

  private static void assertClose(float[] actual, float[] expected, int which) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int j = 0; j < expected.length; j++) {
      assertThat((double) actual[j])
          .as("tensor %d, element %d", which, j)
          .isCloseTo(expected[j], within(1e-5 * Math.max(1, Math.abs(expected[j]))));
    }
  }
}
