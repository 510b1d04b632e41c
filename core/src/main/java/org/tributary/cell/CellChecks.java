package org.tributary.cell;

import java.util.List;
import java.util.Objects;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.family.TFloating;

/** Argument checks, messages and the matrix product that all cells share. */
final class CellChecks {
  private CellChecks() {}

  static void require(String cell, int inputSize, int hiddenSize, Bias bias) {
    if (inputSize < 1) {
      throw new IllegalArgumentException(
          "%s: expected a positive input size, got %d".formatted(cell, inputSize));
    }
    Cell.requireHiddenSize(cell, hiddenSize);
    Objects.requireNonNull(bias, "bias: expected a value, got null");
  }

  /** Returns names as in "h", "h and c" or "h, c and n". */
  static String joined(List<String> names) {
    int last = names.size() - 1;
    return last < 1
        ? String.join("", names)
        : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  static <T extends TFloating> Operand<T> product(Ops tf, Operand<T> x, Operand<T> w) {
    return tf.linalg.matMul(x, w, MatMul.transposeB(true));
  }
}
