package org.tributary.internal.training;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.Variables;
import org.tributary.internal.graph.Axes;
import org.tributary.internal.graph.PlainErrors;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;
import org.tributary.train.optimizer.DeferredUpdateRule;
import org.tributary.train.optimizer.UpdateRule;

/**
 * Deferred momentum updates for the rows of embedding tables. A dense optimizer with momentum moves
 * every row at every step, even rows without a gradient. This class applies the missed updates
 * lazily: just before a step reads a row again, and to all rows at the end of an epoch. The cost is
 * proportional to the rows that a batch reads.
 *
 * <p>State per row: the last step applied, and the momentum scale of the last step with a gradient
 * for the row.
 */
final class DeferredRowUpdates {
  private static final String LAST_STEP = ".last_step";
  private static final String MOMENTUM_SCALE = ".momentum_scale";

  private final Ops tf;
  private final Variables state;
  private final Placeholder<TFloat32> finishedSteps;
  private final List<Op> beforeStep = new ArrayList<>();
  private final List<Op> allRows = new ArrayList<>();

  /**
   * Creates deferred updates without tables.
   *
   * @param state the variables of {@link #specs}
   */
  DeferredRowUpdates(Ops tf, Variables state) {
    this.tf = tf;
    this.state = state;
    this.finishedSteps = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  }

  /** Returns the state variables of {@code table}, initially zeros. */
  static List<ParameterSpec> specs(ParameterSpec table) {
    TensorShape rows = TensorShape.of(table.shape().get(0));
    Initializer zeros = Initializer.constant(0);
    return List.of(
        new ParameterSpec(table.name() + LAST_STEP, rows, zeros),
        new ParameterSpec(table.name() + MOMENTUM_SCALE, rows, zeros));
  }

  /** Returns the placeholder of the number of finished steps. */
  Placeholder<TFloat32> finishedSteps() {
    return finishedSteps;
  }

  /** Returns the operations that update the rows of the next step. */
  List<Op> beforeStep() {
    return beforeStep;
  }

  /** Returns the operations that update all rows of every table. */
  List<Op> all() {
    return allRows;
  }

  /**
   * Adds the deferred updates of a table to the graph.
   *
   * @param rule that of the table's optimizer
   * @param stepRows the rows of a step, distinct, [K]
   * @param number the step's number, a scalar
   * @return operations to run with the step's updates
   */
  List<Op> add(
      String name,
      DeferredUpdateRule rule,
      UpdateRule.Target table,
      Operand<TInt32> stepRows,
      Operand<TFloat32> number) {
    beforeStep.add(catchUpRows(name, rule, table, stepRows));
    Operand<TInt32> rows = Axes.size(tf, tf.readVariableOp(table.variable(), TFloat32.class), 0);
    allRows.add(catchUpRows(name, rule, table, tf.range(tf.constant(0), rows, tf.constant(1))));
    return List.of(
        store(name + LAST_STEP, stepRows, number),
        store(name + MOMENTUM_SCALE, stepRows, rule.momentumScale()));
  }

  private Op catchUpRows(
      String name, DeferredUpdateRule rule, UpdateRule.Target table, Operand<TInt32> stepRows) {
    Operand<TFloat32> lastStep =
        tf.withName(PlainErrors.lookupNode(name))
            .resourceGather(state.resource(name + LAST_STEP), stepRows, TFloat32.class); // [K]
    // a row outside the table fails there, where the error names the table
    Operand<TInt32> rows = tf.withControlDependencies(lastStep).identity(stepRows);
    Operand<TFloat32> missedSteps = tf.math.sub(finishedSteps, lastStep); // [K]
    Operand<TFloat32> momentumScale = gathered(name + MOMENTUM_SCALE, rows); // [K]
    Op moved = rule.catchUp(table, rows, column(missedSteps), column(momentumScale));
    return tf.withControlDependencies(moved, missedSteps)
        .resourceScatterUpdate(
            state.resource(name + LAST_STEP), rows, tf.fill(tf.shape(rows), finishedSteps));
  }

  private Operand<TFloat32> gathered(String name, Operand<TInt32> rows) {
    return tf.resourceGather(state.resource(name), rows, TFloat32.class);
  }

  private Operand<TFloat32> column(Operand<TFloat32> x) {
    return tf.expandDims(x, tf.constant(1));
  }

  private Op store(String name, Operand<TInt32> rows, Operand<TFloat32> scalar) {
    return tf.resourceScatterUpdate(state.resource(name), rows, tf.fill(tf.shape(rows), scalar));
  }
}
