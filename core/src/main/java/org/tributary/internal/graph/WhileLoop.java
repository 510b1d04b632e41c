package org.tributary.internal.graph;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Enter;
import org.tensorflow.op.core.Exit;
import org.tensorflow.op.core.LoopCond;
import org.tensorflow.op.core.Merge;
import org.tensorflow.op.core.NextIteration;
import org.tensorflow.op.core.SwitchCond;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TType;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * TensorFlow's while loop with loop-invariant constants and typed values. {@link Graph#whileLoop}
 * has variables only, so every value a body reads costs three operations in each iteration; here a
 * constant enters the loop once.
 *
 * <p>The loop is built from TensorFlow's control-flow operations in a graph of its own, closed into
 * a cycle in that graph's definition ({@link LoopDefinition}) and imported as a whole. Sessions
 * that run the target graph meanwhile see the complete loop or none of it. The operations are those
 * of Yu et al. 2018, "Dynamic control flow in large-scale machine learning".
 *
 * <pre>{@code
 * WhileLoop loop = new WhileLoop(tf, "doubling");
 * LoopSlot.Variable<TInt32> count = loop.variable(tf.constant(0));
 * LoopSlot.Variable<TFloat32> x = loop.variable(initial);
 * LoopSlot<TInt32> end = loop.constant(n);
 * WhileLoop.Values last =
 *     loop.build(
 *         (ops, now) -> ops.math.less(now.get(count), now.get(end)),
 *         (ops, now) ->
 *             now.with(count, ops.math.add(now.get(count), ops.constant(1)))
 *                 .with(x, ops.math.mul(now.get(x), ops.constant(2f))));
 * Operand<TFloat32> result = last.get(x);
 * }</pre>
 */
final class WhileLoop {
  /** The condition under which another iteration runs. */
  @FunctionalInterface
  interface Condition {
    /**
     * Adds the condition to the graph.
     *
     * @param tf operations builder inside the loop
     * @param now the current values
     */
    Operand<TBool> holds(Ops tf, Values now);
  }

  /** The body of a loop. */
  @FunctionalInterface
  interface Body {
    /**
     * Adds the body to the graph. Every value it uses comes from {@code now} or is built with
     * {@code tf}.
     *
     * @param tf operations builder inside the loop
     * @param now the current values
     * @return the next values, made from {@code now} by {@link Values#with}; a variable that is not
     *     replaced keeps its value
     */
    Values next(Ops tf, Values now);
  }

  private static final String EXIT = "exit_";

  private final Ops tf;
  private final String name;
  private final Map<LoopSlot<?>, Output<?>> variables = new LinkedHashMap<>();
  private final Map<LoopSlot<?>, Output<?>> constants = new LinkedHashMap<>();

  /**
   * Prepares a loop.
   *
   * @param tf operations builder of the graph
   * @param name base of the loop's name in the graph
   */
  WhileLoop(Ops tf, String name) {
    this.tf = tf;
    this.name = name;
  }

  /** Adds a value that the body may replace in each iteration. */
  <T extends TType> LoopSlot.Variable<T> variable(Operand<T> initial) {
    LoopSlot.Variable<T> slot = new LoopSlot.Variable<>();
    variable(slot, initial);
    return slot;
  }

  /** Adds a value that the body may replace, with its slot. */
  <T extends TType> void variable(LoopSlot.Variable<T> slot, Operand<T> initial) {
    variables.put(slot, initial.asOutput());
  }

  /** Adds a value that stays the same in every iteration. */
  <T extends TType> LoopSlot<T> constant(Operand<T> value) {
    LoopSlot<T> slot = new LoopSlot<>();
    constant(slot, value);
    return slot;
  }

  /** Adds a value that stays the same, with its slot. */
  <T extends TType> void constant(LoopSlot<T> slot, Operand<T> value) {
    constants.put(slot, value.asOutput());
  }

  /**
   * Adds the loop to the graph.
   *
   * @return the final values of the variables
   */
  Values build(Condition condition, Body body) {
    Graph target = Graphs.of(tf);
    String frame = tf.scope().makeOpName(name);
    try (Graph own = new Graph()) {
      Ops ops = TensorFlowRuntime.inside(own, tf);
      Map<String, Output<?>> inputs = new LinkedHashMap<>(); // by the names of their placeholders
      Map<LoopSlot<?>, Output<?>> now = new HashMap<>();
      constants.forEach((slot, value) -> now.put(slot, entered(ops, frame, true, inputs, value)));
      variables.forEach((slot, value) -> now.put(slot, entered(ops, frame, false, inputs, value)));
      addIteration(ops, now, condition, body);
      GraphImport.into(target, new LoopDefinition(frame).of(own.toGraphDef()), frame, inputs);
    }
    Map<LoopSlot<?>, Output<?>> last = new HashMap<>();
    for (LoopSlot<?> slot : variables.keySet()) {
      last.put(slot, target.operationOrThrow(frame + "/" + EXIT + last.size()).output(0));
    }
    return new Values(last);
  }

  /**
   * Adds all but the edges from the end of an iteration to the start of the next one.
   *
   * @param now the values that enter the loop; receives those that the condition and the body see
   */
  private void addIteration(
      Ops ops, Map<LoopSlot<?>, Output<?>> now, Condition condition, Body body) {
    int number = 0;
    for (LoopSlot<?> slot : variables.keySet()) {
      now.put(slot, merge(ops.withName(LoopDefinition.MERGE + number++), now.get(slot)));
    }
    LoopCond holds = LoopCond.create(ops.scope(), condition.holds(ops, new Values(now)));
    number = 0;
    for (LoopSlot<?> slot : variables.keySet()) {
      now.put(slot, switched(ops, number++, now.get(slot), holds.output()));
    }
    ops.withName(LoopDefinition.RUNNING).identity(now.get(variables.keySet().iterator().next()));
    Values next = body.next(ops, new Values(now));
    number = 0;
    for (LoopSlot<?> slot : variables.keySet()) {
      NextIteration.create(
          ops.withName(LoopDefinition.NEXT + number++).scope(), next.bySlot.get(slot));
    }
  }

  private static <T extends TType> Output<T> entered(
      Ops ops, String frame, boolean isConstant, Map<String, Output<?>> inputs, Output<T> value) {
    String placeholder = (isConstant ? "constant_" : "variable_") + inputs.size();
    inputs.put(placeholder, value);
    Output<T> outside =
        ops.scope()
            .env()
            .opBuilder("Placeholder", placeholder, ops.scope())
            .setAttr("dtype", value.dataType())
            .setAttr("shape", value.shape())
            .build()
            .output(0);
    return Enter.create(
            ops.scope(),
            outside,
            frame,
            Enter.isConstant(isConstant),
            Enter.parallelIterations(LoopDefinition.PARALLEL_ITERATIONS))
        .output();
  }

  /**
   * Merges the entering value with itself; {@link LoopDefinition} replaces the second input by the
   * next iteration's value.
   */
  private static <T extends TType> Output<T> merge(Ops ops, Output<T> entry) {
    return Merge.create(ops.scope(), List.<Operand<T>>of(entry, entry)).output();
  }

  private static <T extends TType> Output<T> switched(
      Ops ops, int number, Output<T> merged, Operand<TBool> condition) {
    SwitchCond<T> branches = SwitchCond.create(ops.scope(), merged, condition);
    Exit.create(ops.withName(EXIT + number).scope(), branches.outputFalse());
    return branches.outputTrue();
  }

  /**
   * The values of a {@link WhileLoop} by slot: the current ones that its condition and body see, or
   * the final ones. Immutable.
   */
  static final class Values {
    private final Map<LoopSlot<?>, Output<?>> bySlot;

    private Values(Map<LoopSlot<?>, Output<?>> bySlot) {
      this.bySlot = Map.copyOf(bySlot);
    }

    /**
     * Returns the value of {@code slot}.
     *
     * @throws IllegalArgumentException if the slot belongs to another loop
     */
    @SuppressWarnings("unchecked") // a slot is made with its value, and with() keeps its type
    <T extends TType> Operand<T> get(LoopSlot<T> slot) {
      requireOwn(slot);
      return (Output<T>) bySlot.get(slot);
    }

    /**
     * Returns a copy in which the variable has the value {@code next}.
     *
     * @throws IllegalArgumentException if the slot belongs to another loop
     */
    <T extends TType> Values with(LoopSlot.Variable<T> variable, Operand<T> next) {
      requireOwn(variable);
      Map<LoopSlot<?>, Output<?>> replaced = new HashMap<>(bySlot);
      replaced.put(variable, next.asOutput());
      return new Values(replaced);
    }

    private void requireOwn(LoopSlot<?> slot) {
      if (!bySlot.containsKey(slot)) {
        throw new IllegalArgumentException(
            "loop value: expected a slot of this loop, got one of another loop; each loop adds its"
                + " own variables and constants");
      }
    }
  }
}
