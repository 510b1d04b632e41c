package org.tributary.graph;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.family.TFloating;
import org.tributary.internal.graph.Graphs;
import org.tributary.layer.Cell;
import org.tributary.layer.GruCell;
import org.tributary.layer.LstmCell;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.RnnCell;
import org.tributary.layer.StatePart;

/**
 * One step of a cell in a graph: the library's formulas, or the cell's own. A layer has checked the
 * operands.
 */
final class CellFormula {
  private CellFormula() {}

  /**
   * Adds a step to the graph; see {@link GraphCell#step}.
   *
   * @throws IllegalArgumentException if the cell is neither the library's nor one for graphs
   */
  static <T extends TFloating> CellState<T> step(
      Ops tf, Cell cell, Operand<T> x, CellState<T> state, CellWeights<T> weights) {
    return cell instanceof GraphCell own
        ? own.step(tf, x, state, weights)
        : advance(
            tf,
            cell,
            weights.fromInput(tf, x),
            weights.fromHidden(tf, state.hidden()),
            state,
            weights.projection());
  }

  /** Adds the part of a step after its matrix products to the graph; see {@link ScanCell}. */
  static <T extends TFloating> CellState<T> advance(
      Ops tf,
      Cell cell,
      Operand<T> fromInput,
      Operand<T> fromHidden,
      CellState<T> state,
      Optional<Operand<T>> projection) {
    if (cell instanceof ScanCell own) {
      return own.advance(tf, fromInput, fromHidden, state, projection);
    }
    if (cell instanceof GruCell) {
      return gru(tf, fromInput, fromHidden, state.hidden());
    }
    if (cell instanceof RnnCell rnn) {
      return CellState.of(apply(tf, rnn.nonlinearity(), tf.math.add(fromInput, fromHidden)));
    }
    if (cell instanceof LstmCell) {
      return lstm(
          tf,
          tf.math.add(fromInput, fromHidden),
          cell.hiddenSize(),
          state.get(StatePart.CELL),
          projection);
    }
    throw Graphs.withoutOperations("cell", cell, "GraphCell or ScanCell");
  }

  private static <T extends TFloating> CellState<T> lstm(
      Ops tf, Operand<T> sum, int size, Operand<T> before, Optional<Operand<T>> projection) {
    // σ over all four blocks at once: the candidate's is unused, but there are fewer operations
    var gates = tf.split(tf.constant(1), tf.math.sigmoid(sum), 4L).output(); // 4 × [N, H]
    Operand<T> i = gates.get(0); // [N, H]
    Operand<T> f = gates.get(1); // [N, H]
    Operand<T> o = gates.get(3); // [N, H]
    Operand<T> g = tf.math.tanh(tf.slice(sum, tf.array(0, 2 * size), tf.array(-1, size))); // [N, H]
    Operand<T> c = tf.math.add(tf.math.mul(f, before), tf.math.mul(i, g)); // [N, H]
    Operand<T> h = tf.math.mul(o, tf.math.tanh(c)); // [N, H]
    return CellState.of(
        projection.<Operand<T>>map(w -> tf.linalg.matMul(h, w, MatMul.transposeB(true))).orElse(h),
        c);
  }

  private static <T extends TFloating> CellState<T> gru(
      Ops tf, Operand<T> fromInput, Operand<T> fromHidden, Operand<T> h) {
    var x = tf.split(tf.constant(1), fromInput, 3L).output(); // 3 × [N, H]
    var u = tf.split(tf.constant(1), fromHidden, 3L).output(); // 3 × [N, H]
    Operand<T> r = tf.math.sigmoid(tf.math.add(x.get(0), u.get(0))); // [N, H]
    Operand<T> z = tf.math.sigmoid(tf.math.add(x.get(1), u.get(1))); // [N, H]
    Operand<T> n = tf.math.tanh(tf.math.add(x.get(2), tf.math.mul(r, u.get(2)))); // [N, H]
    // n + z ⊙ (h - n) equals (1 - z) ⊙ n + z ⊙ h and saves a product
    return CellState.of(tf.math.add(n, tf.math.mul(z, tf.math.sub(h, n))));
  }

  private static <T extends TFloating> Operand<T> apply(
      Ops tf, Nonlinearity function, Operand<T> x) {
    if (function == Nonlinearity.TANH) {
      return tf.math.tanh(x);
    }
    Operand<T> zero = tf.dtypes.cast(tf.constant(0), x.type());
    return tf.select(tf.math.lessEqual(x, zero), zero, x);
  }
}
