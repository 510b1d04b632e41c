package org.tributary.cell;

import java.util.Objects;

/** Argument checks that the library's cells share. */
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
}
