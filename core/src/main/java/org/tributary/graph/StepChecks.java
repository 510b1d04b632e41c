package org.tributary.graph;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.family.TFloating;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.internal.graph.SizeCheck;
import org.tributary.layer.Cell;
import org.tributary.layer.CellParameter;
import org.tributary.layer.StatePart;
import org.tributary.param.TensorShape;

/** Argument checks, messages and the matrix product that the steps of all cells share. */
final class StepChecks {
  private StepChecks() {}

  /**
   * Checks the operands of {@link ScanCell#advance}, where shapes are known.
   *
   * @throws IllegalArgumentException if one does not fit the cell, or has other rows
   */
  static <T extends TFloating> void requireAdvance(
      ScanCell cell,
      Operand<T> fromInput,
      Operand<T> fromHidden,
      CellState<T> state,
      Optional<Operand<T>> projection) {
    long size = (long) cell.gates() * cell.hiddenSize();
    String expected = "[N, %d] (rows, gates times hidden size)".formatted(size);
    ShapeCheck.require("fromInput", fromInput, expected, -1, size);
    long rows = ShapeCheck.size(fromInput.shape(), 0);
    ShapeCheck.require("fromHidden", fromHidden, expected + ", as fromInput", rows, size);
    requireState(cell, state, rows);
    NullChecks.require("projection", "an Optional", projection);
    if (projection.isPresent() != cell.projection().isPresent()) {
      throw new IllegalArgumentException(
          "projection: expected %s for this %s, got %s"
              .formatted(
                  cell.projection().isPresent() ? "a weight" : "none",
                  cell.name(),
                  projection.isPresent() ? "one" : "none"));
    }
    projection.ifPresent(
        weight -> {
          TensorShape shape = cell.shape(CellParameter.WEIGHT_PROJECTION);
          ShapeCheck.requireKnown("projection", weight, shape.toString(), shape.asArray());
        });
  }

  /** Checks a state of one step with as many rows as the input, where they are known. */
  static <T extends TFloating> void requireState(Cell cell, CellState<T> state, long rows) {
    NullChecks.require("state", "the previous state", state);
    state.requireFit(cell, 2);
    for (StatePart part : cell.stateParts()) {
      ShapeCheck.require(
          "state " + part.name(),
          state.get(part.name()).shape(), // within a loop it may be unknown
          "[%s, %d] (rows as in the input, size)".formatted(rows < 0 ? "N" : rows, part.size()),
          rows,
          part.size());
    }
  }

  /** Returns the state with a check, in each run, that it has as many rows as x, [N, I]. */
  static <T extends TFloating> CellState<T> withRows(Ops tf, CellState<T> state, Operand<T> x) {
    return state.mapNamed(
        (name, part) -> SizeCheck.rows(tf, "state " + name, part, "cell input", x));
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
