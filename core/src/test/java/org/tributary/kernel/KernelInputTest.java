package org.tributary.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.cell.Cell;
import org.tributary.cell.GruCell;
import org.tributary.runtime.ExecutionMode;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.testing.Cells;
import org.tributary.testing.Eval;

/** Tests that a precomputed input projection yields the reference kernel's results on x. */
class KernelInputTest {
  private static final int STEPS = 6;
  private static final int DISTINCT = 4;

  static List<Cell> cells() {
    return Cells.all(4, 6, 2);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void precomputedProjectionMatchesInput(Cell cell) {
    int[] lengths = {0, 4, 6, 1};
    try (Eval eval = new Eval()) {
      List<Operand<TFloat32>> expected = new ArrayList<>();
      List<Operand<TFloat32>> actual = new ArrayList<>();
      RandomKernelCall full = RandomKernelCall.draw(eval, cell, STEPS, lengths.length);
      RandomKernelCall packed = RandomKernelCall.draw(eval, cell, STEPS, lengths);
      RandomKernelCall masked =
          RandomKernelCall.drawFed(eval, PaddingStrategy.MASKED, cell, STEPS, lengths);
      for (RandomKernelCall sample : List.of(full, packed, masked)) {
        for (RandomKernelCall read :
            List.of(sample, sample.reversed().masked(eval, lengths.length))) {
          InputPair pair = InputPair.of(eval, read.call());
          KernelForward<TFloat32> reference = Kernels.reference().forward(eval.tf(), pair.values);
          KernelForward<TFloat32> scan =
              Kernels.choose(pair.products).forward(eval.tf(), pair.products);
          expected.add(reference.output());
          expected.addAll(reference.finalState().parts());
          actual.add(scan.output());
          actual.addAll(scan.finalState().parts());
        }
      }
      List<Operand<TFloat32>> all = new ArrayList<>(expected);
      all.addAll(actual);
      List<float[]> values = eval.values(all);
      for (int k = 0; k < expected.size(); k++) {
        assertThat(values.get(expected.size() + k)).isNotEmpty().hasSameSizeAs(values.get(k));
        for (int at = 0; at < values.get(k).length; at++) {
          assertThat(values.get(expected.size() + k)[at])
              .as("%s, result %d, element %d", cell, k, at)
              .isCloseTo(values.get(k)[at], within(2e-6f));
        }
      }
    }
  }

  @Test
  void onlyTheScanAcceptsProjectionAndOnlyForInference() {
    try (Eval eval = new Eval()) {
      KernelCall<TFloat32> call =
          InputPair.of(eval, RandomKernelCall.draw(eval, cells().get(0), 3, 2).call()).products;
      assertThat(Kernels.choose(call)).isEqualTo(Kernels.named("scan"));
      assertThatThrownBy(() -> Kernels.choose(call.purpose(ExecutionMode.TRAINING)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("has no gradient through a precomputed input projection")
          .hasMessageContaining(
              "reference: not supported: computes the input projection itself, but this one is precomputed");
      assertThatThrownBy(call::values)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("kernel input: expected x, got its precomputed projection");
    }
  }

  @Test
  void mismatchedProjectionIsRejected() {
    try (Eval eval = new Eval()) {
      KernelCall<TFloat32> call = RandomKernelCall.draw(eval, GruCell.of(4, 6), 3, 2).call();
      Operand<TInt32> rows = eval.tf().constant(new int[3][2][1]);
      Operand<TFloat32> narrow = eval.floats(new float[2 * 17], 2, 17);
      assertThatThrownBy(() -> call.withInput(new KernelInput.Precomputed<>(narrow, rows)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "kernel input: expected products [D, 18] (distinct inputs, gates times hidden size),"
                  + " got [2, 17]");
      Operand<TFloat32> table = eval.floats(new float[2 * 18], 2, 18);
      Operand<TInt32> flat = eval.tf().constant(new int[3][2]);
      assertThatThrownBy(() -> call.withInput(new KernelInput.Precomputed<>(table, flat)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "kernel input: expected the products' rows [T, N, 1] (steps, rows), got [3, 2]");
    }
  }

  /** A call whose steps read one of a few distinct x, and the same call with their projection. */
  private record InputPair(KernelCall<TFloat32> values, KernelCall<TFloat32> products) {
    static InputPair of(Eval eval, KernelCall<TFloat32> call) {
      Ops tf = eval.tf();
      int rows = Math.toIntExact(call.values().shape().get(1));
      int steps = Math.toIntExact(call.values().shape().get(0));
      int[][][] numbers = new int[steps][rows][1];
      Random random = new Random(7);
      for (int[][] step : numbers) {
        for (int[] row : step) {
          row[0] = random.nextInt(DISTINCT);
        }
      }
      int size = call.cell().inputSize();
      float[] values = new float[DISTINCT * size];
      for (int k = 0; k < values.length; k++) {
        values[k] = (float) random.nextGaussian();
      }
      Operand<TFloat32> distinct = eval.floats(values, DISTINCT, size);
      Operand<TInt32> read = tf.constant(numbers);
      Operand<TFloat32> x =
          tf.reshape(
              tf.gather(distinct, tf.reshape(read, tf.array(-1)), tf.constant(0)),
              tf.array(steps, rows, size));
      Operand<TFloat32> table =
          tf.linalg.matMul(distinct, call.weights().inputHidden(), MatMul.transposeB(true));
      return new InputPair(
          call.withInput(new KernelInput.Values<>(x)),
          call.withInput(new KernelInput.Precomputed<>(table, read))
              .purpose(ExecutionMode.INFERENCE));
    }
  }
}
