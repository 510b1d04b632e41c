package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.layer.Cell;
import org.tributary.runtime.ExecutionMode;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.testing.CaseSelection;
import org.tributary.testing.Cells;
import org.tributary.testing.Eval;

/**
 * Tests that every fast kernel matches the reference kernel in outputs, final states and gradients.
 * By default a fifth of the combinations of a cell with lengths or sizes run, one for each of
 * either.
 */
class KernelsTest {

  private static final List<Kernel> FAST = List.of(new BlockKernel(), new ScanKernel());

  static List<Cell> cells() {
    return Cells.all(4, 6, 2);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void fastKernelsMatchReference(Cell cell) {
    try (Eval eval = new Eval()) {
      RandomKernelCall sample = RandomKernelCall.draw(eval, cell, 5, 3);
      assertMatchesReference(
          eval, FAST, List.of(sample, sample.reversed(), sample.masked(eval, 3)));
    }
  }

  static Stream<Arguments> lengths() {
    return Stream.of(
        Arguments.of(0, new int[] {0, 4, 1}),
        Arguments.of(1, new int[] {3}),
        Arguments.of(2, new int[] {0, 0}),
        Arguments.of(3, new int[] {1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1}),
        Arguments.of(4, new int[] {6, 0, 6, 1, 6, 6, 2}));
  }

  /** Returns the cells with bias that run in case {@code number} of a test. */
  private static List<Cell> selected(int divisor, int number, List<Cell> cells) {
    return IntStream.range(0, 5)
        .filter(k -> CaseSelection.includes(divisor, number, k))
        .mapToObj(cells::get)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void fastKernelsMatchReferenceWithPadding(int number, int[] lengths) {
    for (Cell cell : selected(5, number, cells())) {
      try (Eval eval = new Eval()) {
        RandomKernelCall sample = RandomKernelCall.draw(eval, cell, 6, lengths);
        RandomKernelCall masked =
            RandomKernelCall.drawFed(eval, PaddingStrategy.MASKED, cell, 6, lengths);
        RandomKernelCall packed =
            RandomKernelCall.drawFed(eval, PaddingStrategy.PACKED, cell, 6, lengths);
        int rows = lengths.length;
        assertMatchesReference(
            eval,
            FAST,
            List.of(
                sample,
                masked.masked(eval, rows),
                masked.reversed(),
                packed.masked(eval, rows).reversed()));
      }
    }
  }

  /**
   * The number of steps makes the loop run several unrolled iterations, the last one with all of
   * its steps, all but one, or a single one.
   */
  @ParameterizedTest
  @CsvSource({"0, 16", "1, 23", "2, 17"})
  void sequencesMayEndWithinAnUnrolledIteration(int number, int longest) {
    for (int kind : new int[] {0, 2, 4}) {
      if (!CaseSelection.includes(3, number, kind / 2)) {
        continue;
      }
      Cell cell = cells().get(kind);
      try (Eval eval = new Eval()) {
        int[] lengths = {3, longest, 0, 11, 8, longest - 2};
        RandomKernelCall sample = RandomKernelCall.draw(eval, cell, longest, lengths);
        RandomKernelCall fed =
            RandomKernelCall.drawFed(eval, PaddingStrategy.PACKED, cell, longest, lengths);
        assertMatchesReference(eval, FAST, List.of(sample.reversed(), fed));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, 1, 2, 1",
    "1, 7, 2, 5, 3, 2",
    "2, 2, 17, 9, 33, 4",
    "3, 20, 1, 8, 12, 5",
    "4, 9, 3, 16, 16, 4"
  })
  void fastKernelsMatchReferenceForOtherSizes(
      int number, int steps, int rows, int in, int hidden, int projection) {
    for (Cell cell : selected(5, number + 1, Cells.all(in, hidden, projection))) {
      try (Eval eval = new Eval()) {
        RandomKernelCall sample = RandomKernelCall.draw(eval, cell, steps, rows);
        assertMatchesReference(eval, FAST, List.of(sample));
      }
    }
  }

  @Test
  void inferenceMatchesTrainingAndHasNoGradients() {
    for (Cell cell : cells()) {
      try (Eval eval = new Eval()) {
        RandomKernelCall sample = RandomKernelCall.draw(eval, cell, 5, 3, 5, 1);
        for (Kernel kernel : FAST) {
          if (kernel.unsupported(sample.call()).isEmpty()) {
            KernelForward<TFloat32> training = kernel.forward(eval.tf(), sample.call());
            KernelForward<TFloat32> inference =
                kernel.forward(eval.tf(), KernelCalls.with(sample.call(), ExecutionMode.INFERENCE));
            List<float[]> both = eval.values(List.of(training.output(), inference.output()));
            assertThat(both.get(1)).isEqualTo(both.get(0));
            assertThatThrownBy(
                    () -> inference.backward(OutputGradients.ofOutput(sample.upstream())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected a forward pass for training");
          }
        }
      }
    }
  }

  /** Compares all cases in one run, because a loop's first run is slow. */
  static void assertMatchesReference(
      Eval eval, List<Kernel> kernels, List<RandomKernelCall> cases) {
    List<Operand<TFloat32>> expected = new ArrayList<>();
    List<Operand<TFloat32>> actual = new ArrayList<>();
    for (RandomKernelCall sample : cases) {
      List<Operand<TFloat32>> reference = sample.all(eval, Kernels.reference());
      for (Kernel kernel : kernels) {
        if (kernel.unsupported(sample.call()).isEmpty()) { // refusals have their own test
          expected.addAll(reference);
          actual.addAll(sample.all(eval, kernel));
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

  private static void assertClose(float[] actual, float[] expected, int tensor) {
    assertThat(actual).hasSameSizeAs(expected);
    double scale = 1;
    for (float value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int j = 0; j < expected.length; j++) {
      assertThat((double) actual[j])
          .as("tensor %d, element %d", tensor, j)
          .isCloseTo(expected[j], within(1e-5 * scale));
    }
  }

  @Test
  void kernelsPrintTheirNames() {
    for (String name : List.of("block", "scan", "reference")) {
      Kernel kernel = name.equals("reference") ? Kernels.reference() : Kernels.named(name);
      assertThat(kernel).hasToString(name);
    }
  }
}
