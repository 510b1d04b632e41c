package org.tributary.cell;

import java.util.Objects;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.family.TFloating;

/** What every cell checks of what it is given, and the product they are made of. */
final class CellSizes {
  private CellSizes() {}

  static void require(String cell, int inputSize, int hiddenSize, Bias bias) {
    requirePositive(cell, "input size", inputSize);
    requirePositive(cell, "hidden size", hiddenSize);
    Objects.requireNonNull(bias, "bias");
  }

  static <T extends TFloating> Operand<T> product(Ops tf, Operand<T> x, Operand<T> w) {
    return tf.linalg.matMul(x, w, MatMul.transposeB(true));
  }

  private static void requirePositive(String cell, String what, int size) {
    if (size < 1) {
      throw new IllegalArgumentException(
          "%s: expected a positive %s, got %d".formatted(cell, what, size));
    }
  }
}
