package org.tributary.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.Variables;

/**
 * Moves the rows of tables on through the steps that did not touch them, at the last moment: before
 * a step reads them again, and all of them when an epoch is over. So rows follow an optimiser with
 * momentum as if every step updated the whole table, at the cost of the rows that are touched.
 *
 * <p>Kept for each row: the last step that it has been through, and the pace of the last step that
 * touched it, with which it coasts.
 */
final class DeferredRowUpdates {
  private static final String STEP = ".coasted_step";
  private static final String PACE = ".coasting_pace";

  private final Ops tf;
  private final UpdateRule rule;
  private final Variables state;
  private final Placeholder<TFloat32> done;
  private final List<Op> beforeStep = new ArrayList<>();
  private final Map<String, Op> whole = new LinkedHashMap<>();

  /**
   * @param state holds the variables of {@link #specs}
   */
  DeferredRowUpdates(Ops tf, UpdateRule rule, Variables state) {
    this.tf = tf;
    this.rule = rule;
    this.state = state;
    this.done = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  }

  /** What is kept for {@code table}, zeros at the start. */
  static List<ParameterSpec> specs(ParameterSpec table) {
    Shape rows = Shape.of(table.shape().get(0));
    Initializer zeros = Initializer.constant(0);
    return List.of(
        new ParameterSpec(table.name() + STEP, rows, zeros),
        new ParameterSpec(table.name() + PACE, rows, zeros));
  }

  /** What to feed with the number of steps that are done. */
  Placeholder<TFloat32> done() {
    return done;
  }

  /** What moves on the rows that the coming step touches. */
  List<Op> beforeStep() {
    return beforeStep;
  }

  /** What moves on all rows of every table. */
  Iterable<Op> all() {
    return whole.values();
  }

  /**
   * Places it for a table.
   *
   * @param touched rows that a step touches, each once, [K]
   * @param number of the step, a scalar
   * @return what the step has to run besides its updates
   */
  List<Op> place(
      String name, UpdateRule.Target table, Operand<TInt32> touched, Operand<TFloat32> number) {
    beforeStep.add(move(name, table, touched));
    Operand<TInt32> rows =
        tf.gather(
            tf.shape(tf.readVariableOp(table.variable(), TFloat32.class)),
            tf.constant(0),
            tf.constant(0));
    whole.put(name, move(name, table, tf.range(tf.constant(0), rows, tf.constant(1))));
    return List.of(keep(name + STEP, touched, number), keep(name + PACE, touched, rule.pace()));
  }

  private Op move(String name, UpdateRule.Target table, Operand<TInt32> rows) {
    Operand<TFloat32> missed = tf.math.sub(done, kept(name + STEP, rows)); // [K]
    Operand<TFloat32> pace = kept(name + PACE, rows); // [K]
    Op moved = rule.coast(table, rows, column(missed), column(pace));
    return tf.withControlDependencies(moved, missed)
        .resourceScatterUpdate(state.resource(name + STEP), rows, tf.fill(tf.shape(rows), done));
  }

  private Operand<TFloat32> kept(String name, Operand<TInt32> rows) {
    return tf.resourceGather(state.resource(name), rows, TFloat32.class);
  }

  private Operand<TFloat32> column(Operand<TFloat32> x) {
    return tf.expandDims(x, tf.constant(1));
  }

  private Op keep(String name, Operand<TInt32> rows, Operand<TFloat32> scalar) {
    return tf.resourceScatterUpdate(state.resource(name), rows, tf.fill(tf.shape(rows), scalar));
  }
}
