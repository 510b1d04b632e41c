package org.tributary.graph.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.cell.StatePart;
import org.tributary.graph.cell.CellState;
import org.tributary.graph.sequence.SequenceLengths;
import org.tributary.internal.graph.SizeCheck;
import org.tributary.internal.operand.ShapeCheck;
import org.tributary.layer.Recurrent;

/** The initial states of each layer and direction, in the order of the final states. */
final class InitialStates {
  private InitialStates() {}

  /** Returns zeros, each part [N, size]. */
  static List<CellState<TFloat32>> zeros(Ops tf, Recurrent definition, Operand<TInt32> rows) {
    List<Operand<TFloat32>> zeros = new ArrayList<>();
    for (int size : definition.cell().stateSizes()) {
      zeros.add(tf.fill(tf.stack(List.of(rows, tf.constant(size))), tf.constant(0f))); // [N, ·]
    }
    return Collections.nCopies(definition.stateCount(), CellState.of(definition.cell(), zeros));
  }

  /**
   * Checks a caller's state.
   *
   * @param stacked each part [K·D, N, size]
   * @param rows N; -1 if unknown
   * @throws IllegalArgumentException if the state has another shape or kind
   */
  static void require(Recurrent definition, CellState<TFloat32> stacked, long rows) {
    stacked.requireFit(definition.cell(), 3);
    for (Operand<TFloat32> part : stacked.parts()) {
      long count = part.shape().isUnknown() ? -1 : part.shape().get(0);
      if (count != -1 && count != definition.stateCount()) {
        throw new IllegalArgumentException(
            "initial state: expected %d states (layers times directions) in the first dimension, got shape %s; states are not batch-first, even where the layer is"
                .formatted(definition.stateCount(), part.shape()));
      }
    }
    for (StatePart part : definition.cell().stateParts()) {
      ShapeCheck.require(
          "initial state " + part.name(),
          stacked.get(part.name()),
          "[%d, %s, %d] (layers times directions, rows as in the input, size)"
              .formatted(definition.stateCount(), rows < 0 ? "N" : rows, part.size()),
          definition.stateCount(),
          rows,
          part.size());
    }
  }

  /**
   * Splits a caller's state; another N fails at run time.
   *
   * @param stacked each part [K·D, N, size]
   * @return each part [N, size]
   */
  static List<CellState<TFloat32>> of(
      Ops tf, Recurrent definition, CellState<TFloat32> stacked, SequenceLengths lengths) {
    List<CellState<TFloat32>> states = new ArrayList<>();
    for (int k = 0; k < definition.stateCount(); k++) {
      states.add(state(tf, definition, stacked, k, lengths));
    }
    return states;
  }

  private static CellState<TFloat32> state(
      Ops tf, Recurrent definition, CellState<TFloat32> stacked, int k, SequenceLengths lengths) {
    Operand<TInt32> count = tf.constant(new int[definition.stateCount()]); // of this size
    List<Operand<TFloat32>> parts = new ArrayList<>();
    for (StatePart part : definition.cell().stateParts()) {
      Operand<TFloat32> x = stacked.get(part.name());
      Operand<TFloat32> counted = // else another number of states would go unnoticed
          new SizeCheck(tf, "initial state " + part.name(), "is the state batch-first?")
              .equal(
                  new SizeCheck.Size("layers times directions", count, 0),
                  new SizeCheck.Size("states", x, 0))
              .guard(x);
      parts.add(lengths.withRows("initial state " + part.name(), Transpose.at(tf, counted, k)));
    }
    return CellState.of(definition.cell(), parts);
  }
}
