package org.tributary.internal.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TType;
import org.tributary.internal.operand.Graphs;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * TensorFlow's while loop with loop-invariant constants and typed values. {@link Graph#whileLoop}
 * has variables only, so every value a body reads costs three operations in each iteration; here a
 * constant enters the loop once. If TensorFlow Java's internals are not accessible ({@link
 * GraphImport#obstacle}), constants become variables, and the log warns once.
 *
 * <pre>{@code
 * WhileLoop loop = new WhileLoop(tf, "doubling");
 * Slot<TInt32> count = loop.variable(tf.constant(0));
 * Slot<TFloat32> x = loop.variable(initial);
 * Slot<TInt32> end = loop.constant(n);
 * LoopValues last =
 *     loop.build(
 *         (ops, now) -> ops.math.less(now.get(count), now.get(end)),
 *         (ops, now) ->
 *             now.with(count, ops.math.add(now.get(count), ops.constant(1)))
 *                 .with(x, ops.math.mul(now.get(x), ops.constant(2f))));
 * Operand<TFloat32> result = last.get(x);
 * }</pre>
 */
public final class WhileLoop {
  /** The condition under which another iteration runs. */
  @FunctionalInterface
  public interface Condition {
    /**
     * Adds the condition to the graph.
     *
     * @param tf operations builder inside the loop
     * @param now the current values
     */
    Operand<TBool> holds(Ops tf, LoopValues now);
  }

  /** The body of a loop. */
  @FunctionalInterface
  public interface Body {
    /**
     * Adds the body to the graph. Every value it uses comes from {@code now} or is built with
     * {@code tf}.
     *
     * @param tf operations builder inside the loop
     * @param now the current values
     * @return the next values, made from {@code now} by {@link LoopValues#with}; a variable that is
     *     not replaced keeps its value. Each next value must depend on some variable
     */
    LoopValues next(Ops tf, LoopValues now);
  }

  private final Ops tf;
  private final String name;
  private final ConstantSupport support;
  private final List<Output<?>> variables = new ArrayList<>();
  private final List<Output<?>> constants = new ArrayList<>();

  /**
   * Prepares a loop.
   *
   * @param tf operations builder of the graph
   * @param name base of the loop's name in the graph
   */
  public WhileLoop(Ops tf, String name) {
    this(tf, name, ConstantSupport.HERE);
  }

  WhileLoop(Ops tf, String name, ConstantSupport support) {
    this.tf = tf;
    this.name = name;
    this.support = support;
  }

  /** Adds a value that the body may replace in each iteration. */
  public <T extends TType> Slot<T> variable(Operand<T> initial) {
    variables.add(initial.asOutput());
    return new Slot<>(this, true, variables.size() - 1);
  }

  /** Adds a value that stays the same in every iteration. */
  public <T extends TType> Slot<T> constant(Operand<T> value) {
    constants.add(value.asOutput());
    return new Slot<>(this, false, constants.size() - 1);
  }

  /**
   * Adds the loop to the graph.
   *
   * @return the final values
   * @throws IllegalArgumentException if a variable's next value depends on no variable
   */
  public LoopValues build(Condition condition, Body body) {
    String unique = tf.scope().makeOpName(name);
    LoopValues initial = new LoopValues(this, variables, constants);
    return support.isAvailable()
        ? new ImportedLoop(tf, unique, initial).build(condition, body)
        : withConstantsAsVariables(unique, initial, condition, body);
  }

  private LoopValues withConstantsAsVariables(
      String unique, LoopValues initial, Condition condition, Body body) {
    Output<?>[] all =
        Stream.concat(variables.stream(), constants.stream()).toArray(Output<?>[]::new);
    Output<?>[] after =
        Graphs.of(tf)
            .whileLoop(
                all,
                (graph, in, out) ->
                    out[0] =
                        condition
                            .holds(TensorFlowRuntime.inside(graph, tf), seen(initial, in))
                            .asOutput(),
                (graph, in, out) -> {
                  Ops ops = TensorFlowRuntime.inside(graph, tf);
                  List<Output<?>> next = body.next(ops, seen(initial, in)).variables();
                  for (int k = 0; k < in.length; k++) {
                    Output<?> value = k < next.size() ? next.get(k) : in[k];
                    // a loop must not return an input itself
                    out[k] = value.equals(in[k]) ? ops.identity(value).asOutput() : value;
                  }
                },
                unique);
    return initial.replaced(seen(initial, after).variables(), constants);
  }

  private LoopValues seen(LoopValues initial, Output<?>[] all) {
    List<Output<?>> values = List.of(all);
    int count = variables.size();
    return initial.replaced(values.subList(0, count), values.subList(count, values.size()));
  }
}
