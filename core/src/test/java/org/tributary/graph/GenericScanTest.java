package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;
import org.tributary.layer.Cell;
import org.tributary.runtime.ExecutionMode;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.testing.Eval;
import org.tributary.testing.MinimalGatedScanUnit;

/** Tests that the scan kernel matches the reference kernel for cells that it does not list. */
class GenericScanTest {
  private static final Kernel SCAN = new ScanKernel();

  @Test
  void scanMatchesReferenceWithMasksAndPadding() {
    Cell cell = new MinimalGatedScanUnit(4, 6);
    try (Eval eval = new Eval()) {
      int[] lengths = {0, 9, 1, 4};
      RandomKernelCall sample = RandomKernelCall.draw(eval, cell, 9, 4);
      RandomKernelCall masked =
          RandomKernelCall.drawFed(eval, PaddingStrategy.MASKED, cell, 9, lengths);
      RandomKernelCall packed =
          RandomKernelCall.drawFed(eval, PaddingStrategy.PACKED, cell, 9, lengths);
      KernelsTest.assertMatchesReference(
          eval,
          List.of(SCAN),
          List.of(
              sample,
              sample.reversed().masked(eval, 4),
              masked,
              packed.masked(eval, 4).reversed()));
    }
  }

  @Test
  void projectionRunsAtInferenceAndIsUnsupportedInTraining() {
    try (Eval eval = new Eval()) {
      KernelCall<TFloat32> call =
          RandomKernelCall.draw(eval, new ProjectedUnit(4, 6, 2), 5, 3).call();
      KernelCall<TFloat32> inference = KernelCalls.with(call, ExecutionMode.INFERENCE);
      List<float[]> both =
          eval.values(
              List.of(
                  SCAN.forward(eval.tf(), inference).output(),
                  Kernels.reference().forward(eval.tf(), inference).output()));
      assertThat(both.get(0)).containsExactly(both.get(1), within(1e-5f));
      assertThatThrownBy(() -> SCAN.forward(eval.tf(), call))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("kernel scan: has no backward pass of the projection of a PU");
    }
  }

  /** A cell of the formula h' = tanh(..), which does not say that it supports a mask. */
  @Test
  void referenceRefusesMaskOfCellWithoutSupport() {
    try (Eval eval = new Eval()) {
      RandomKernelCall sample =
          RandomKernelCall.draw(eval, new UnmaskedUnit(4, 6), 5, 3).masked(eval, 3);
      assertThatThrownBy(() -> Kernels.reference().forward(eval.tf(), sample.call()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "kernel reference: cannot mask h between steps, as recurrent dropout asks: a UU does"
                  + " not support it");
    }
  }

  /** h' = W_hr tanh(W_ih x + b_ih + W_hh h + b_hh). */
  private record ProjectedUnit(int inputSize, int hiddenSize, int size) implements ScanCell {
    @Override
    public String name() {
      return "PU";
    }

    @Override
    public int gates() {
      return 1;
    }

    @Override
    public OptionalInt projection() {
      return OptionalInt.of(size);
    }

    @Override
    public Cell withInputSize(int inputSize) {
      return new ProjectedUnit(inputSize, hiddenSize, size);
    }

    @Override
    public <T extends TFloating> CellState<T> advance(
        Ops tf,
        Operand<T> fromInput,
        Operand<T> fromHidden,
        CellState<T> state,
        Optional<Operand<T>> projection) {
      Operand<T> h = tf.math.tanh(tf.math.add(fromInput, fromHidden));
      return CellState.of(
          (Operand<T>) tf.linalg.matMul(h, projection.orElseThrow(), MatMul.transposeB(true)));
    }
  }

  /** h' = tanh(W_ih x + W_hh h), whose products are its own. */
  private record UnmaskedUnit(int inputSize, int hiddenSize) implements GraphCell {
    @Override
    public String name() {
      return "UU";
    }

    @Override
    public int gates() {
      return 1;
    }

    @Override
    public Cell withInputSize(int inputSize) {
      return new UnmaskedUnit(inputSize, hiddenSize);
    }

    @Override
    public <T extends TFloating> CellState<T> step(
        Ops tf, Operand<T> x, CellState<T> state, CellWeights<T> weights) {
      Operand<T> product =
          tf.linalg.matMul(state.hidden(), weights.hiddenHidden(), MatMul.transposeB(true));
      return CellState.of(
          (Operand<T>) tf.math.tanh(tf.math.add(weights.fromInput(tf, x), product)));
    }
  }
}
