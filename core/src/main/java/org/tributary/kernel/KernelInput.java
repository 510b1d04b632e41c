package org.tributary.kernel;

import java.util.Objects;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;
import org.tributary.cell.Cell;
import org.tributary.param.ShapeCheck;
import org.tributary.sequence.Packing;

/**
 * What a cell reads at each step. T is the number of steps, N of rows; what stands where a row is
 * over never matters, but that {@link Multiplied#rows} stays within the table.
 *
 * @param <T> the float type
 */
public sealed interface KernelInput<T extends TFloating> {

  /**
   * Checks the sizes as far as shapes are known.
   *
   * @throws IllegalArgumentException if one does not fit
   */
  void requireFit(Cell cell);

  /** The same with the steps in the order of {@code packing}: x [S, I], or rows [S, 1]. */
  KernelInput<T> packed(Packing packing);

  /**
   * x itself.
   *
   * @param <T> the float type
   * @param x [T, N, I]
   */
  record Values<T extends TFloating>(Operand<T> x) implements KernelInput<T> {
    /** Checks that it is there. */
    public Values {
      Objects.requireNonNull(x, "x");
    }

    @Override
    public void requireFit(Cell cell) {
      ShapeCheck.require(
          "kernel input",
          x.shape(),
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
   * What {@code weight_ih} makes of it, looked up: for steps that read what was multiplied before.
   * There is no way back to x from it.
   *
   * @param <T> the float type
   * @param table {@code weight_ih} x without a bias, [D, G·H]
   * @param rows which row of the table each step reads, [T, N, 1]
   */
  record Multiplied<T extends TFloating>(Operand<T> table, Operand<TInt32> rows)
      implements KernelInput<T> {
    /** Checks that both are there. */
    public Multiplied {
      Objects.requireNonNull(table, "table");
      Objects.requireNonNull(rows, "rows");
    }

    @Override
    public void requireFit(Cell cell) {
      int size = cell.gates() * cell.hiddenSize();
      ShapeCheck.require(
          "kernel input",
          table.shape(),
          "products [D, %d] (distinct inputs, gates times hidden size)".formatted(size),
          -1,
          size);
      ShapeCheck.require(
          "kernel input", rows.shape(), "the products' rows [T, N, 1] (steps, rows)", -1, -1, 1);
    }

    @Override
    public KernelInput<T> packed(Packing packing) {
      return new Multiplied<>(table, packing.pack(rows));
    }
  }
}
