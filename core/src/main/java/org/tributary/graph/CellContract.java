package org.tributary.graph;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.ResultCheck;
import org.tributary.internal.graph.PlainErrors;
import org.tributary.internal.graph.ResultShape;
import org.tributary.layer.Cell;
import org.tributary.layer.CellParameter;
import org.tributary.layer.StatePart;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * The contract of a {@link Cell}: its operations are added to a graph of their own, and the shapes
 * of the results are compared with those of the cell's parts. Nothing is computed. The library's
 * own cells are not checked.
 *
 * <p>The number of rows N differs from every size of the cell, so that an operand without rows, or
 * with other rows, has another shape.
 */
final class CellContract {
  private final Ops tf;
  private final GraphCell cell;
  private final long rows;

  private CellContract(Ops tf, GraphCell cell) {
    this.tf = tf;
    this.cell = cell;
    this.rows = 1L + cell.inputSize() + (long) cell.gates() * cell.hiddenSize();
  }

  /**
   * Checks the step of a cell.
   *
   * @throws IllegalArgumentException if a result is missing or of another shape
   */
  static void require(Cell cell) {
    if (!(cell instanceof GraphCell graphCell)) {
      return; // of the library, tested with the library; a graph costs milliseconds
    }
    try (Graph graph = TensorFlowRuntime.graph()) {
      CellContract contract = new CellContract(Ops.create(graph), graphCell);
      if (cell instanceof ScanCell scanCell) {
        contract.requireAdvance(scanCell);
      }
      contract.requireStep();
    }
  }

  private void requireStep() {
    Operand<TFloat32> x = placeholder(Shape.of(rows, cell.inputSize()));
    CellState<TFloat32> state = state();
    CellWeights<TFloat32> weights = weights();
    CellState<TFloat32> next =
        PlainErrors.in(
            cell.getClass().getName() + ".step",
            "operations for x %s, %s and weights of %d gates"
                .formatted(x.shape(), described(), cell.gates()),
            "are x and h taken for one another, or does gates() count other blocks than the step reads?",
            () -> cell.step(tf, x, state, weights));
    requireParts(ResultCheck.of(cell, "step"), "the next state", next);
  }

  private void requireAdvance(ScanCell scanCell) {
    Operand<TFloat32> fromInput = placeholder(gates());
    Operand<TFloat32> fromHidden = placeholder(gates());
    CellState<TFloat32> before = state();
    Optional<Operand<TFloat32>> projection = weights().projection();
    CellState<TFloat32> after =
        PlainErrors.in(
            cell.getClass().getName() + ".advance",
            "operations for fromInput and fromHidden %s and %s".formatted(gates(), described()),
            "does gates() count other blocks than advance splits?",
            () -> scanCell.advance(tf, fromInput, fromHidden, before, projection));
    requireParts(ResultCheck.of(cell, "advance"), "the next state", after);
  }

  private void requireParts(ResultCheck check, String what, CellState<TFloat32> state) {
    List<String> expected = cell.stateNames();
    List<String> actual = List.copyOf(check.present(what, state).byName().keySet());
    if (!actual.equals(expected)) {
      throw new IllegalArgumentException(
          "%s: expected %s with the parts %s, as stateParts declares them in order, got %s; return every part by CellState.of and with, and declare no other"
              .formatted(check.method(), what, expected, actual));
    }
    for (StatePart part : cell.stateParts()) {
      ResultShape.require(
          check,
          part.name() + " of " + what,
          state.get(part.name()),
          Shape.of(rows, part.size()),
          "[N, %d]".formatted(part.size()),
          "does an operation sum over the rows, or join parts?");
    }
  }

  private Shape gates() {
    return Shape.of(rows, (long) cell.gates() * cell.hiddenSize());
  }

  private String described() {
    return String.join(
        " and ",
        cell.stateParts().stream()
            .map(part -> "%s [%d, %d]".formatted(part.name(), rows, part.size()))
            .toList());
  }

  private CellState<TFloat32> state() {
    return CellState.of(
        cell, cell.stateParts().stream().map(p -> placeholder(Shape.of(rows, p.size()))).toList());
  }

  private CellWeights<TFloat32> weights() {
    return CellWeights.of(
        cell, (CellParameter kind) -> placeholder(NativeTensors.shape(cell.shape(kind))));
  }

  private Operand<TFloat32> placeholder(Shape shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(shape));
  }
}
