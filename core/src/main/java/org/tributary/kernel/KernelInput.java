package org.tributary.kernel;

import java.util.Objects;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;
import org.tributary.cell.Cell;
import org.tributary.internal.check.ShapeCheck;
import org.tributary.internal.packing.Packing;

/**
 * The input of a cell at every step: x, or its precomputed projection. T is the number of steps, N
 * the number of rows. Values in the padding never affect results, but {@link Precomputed#rows} must
 * stay within the table there too.
 *
 * @param <T> the float type
 */
public sealed interface KernelInput<T extends TFloating> {

  /**
   * Checks the sizes, where shapes are known.
   *
   * @throws IllegalArgumentException if a size does not fit
   */
  void requireFit(Cell cell);

  /** Returns this input packed by {@code packing}: x [S, I], or rows [S, 1]. */
  KernelInput<T> packed(Packing packing);

  /**
   * The values of x.
   *
   * @param <T> the float type
   * @param x [T, N, I]
   */
  record Values<T extends TFloating>(Operand<T> x) implements KernelInput<T> {
    /** Checks that x is not null. */
    public Values {
      Objects.requireNonNull(x, "x: expected a value, got null");
    }

    @Override
    public void requireFit(Cell cell) {
      ShapeCheck.require(
          "kernel input",
          x,
          "[T, N, %d] (steps, rows, input size)".formatted(cell.inputSize()),
          -1,
          -1,
          cell.inputSize());
    }

    @Override
    public KernelInput<T> packed(Packing packing) {
      return new Values<>(packing.pack(x));
    }
  }

  /**
   * The projection W_ih x, looked up in a table: for inputs that repeat. It has no gradient with
   * respect to x.
   *
   * @param <T> the float type
   * @param table {@code weight_ih} x without bias, [D, G·H]
   * @param rows row of the table for each step, [T, N, 1]
   */
  record Precomputed<T extends TFloating>(Operand<T> table, Operand<TInt32> rows)
      implements KernelInput<T> {
    /** Checks that both are not null. */
    public Precomputed {
      Objects.requireNonNull(table, "table: expected a value, got null");
      Objects.requireNonNull(rows, "rows: expected a value, got null");
    }

    @Override
    public void requireFit(Cell cell) {
      int size = cell.gates() * cell.hiddenSize();
      ShapeCheck.require(
          "kernel input",
          table,
          "products [D, %d] (distinct inputs, gates times hidden size)".formatted(size),
          -1,
          size);
      ShapeCheck.require(
          "kernel input", rows, "the products' rows [T, N, 1] (steps, rows)", -1, -1, 1);
    }

    @Override
    public KernelInput<T> packed(Packing packing) {
      return new Precomputed<>(table, packing.pack(rows));
    }
  }
}
