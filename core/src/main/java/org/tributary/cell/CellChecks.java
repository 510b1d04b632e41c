package org.tributary.cell;

import java.util.Objects;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.family.TFloating;

/** Argument checks and the matrix product that all cells share. */
final class CellChecks {
  private CellChecks() {}

  static void require(String cell, int inputSize, int hiddenSize, Bias bias) {
    if (inputSize < 1) {
      throw new IllegalArgumentException(
          "%s: expected a positive input size, got %d".formatted(cell, inputSize));
    }
    Cell.requireHiddenSize(cell, hiddenSize);
    Objects.requireNonNull(bias, "bias");
  }

  static <T extends TFloating> Operand<T> product(Ops tf, Operand<T> x, Operand<T> w) {
    return tf.linalg.matMul(x, w, MatMul.transposeB(true));
  }
}
