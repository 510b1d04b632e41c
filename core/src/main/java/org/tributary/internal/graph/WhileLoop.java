package org.tributary.internal.graph;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TType;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * TensorFlow's while loop with loop-invariant constants and typed values. {@link Graph#whileLoop}
 * has variables only, so every value a body reads costs three operations in each iteration; here a
 * constant enters the loop once. If TensorFlow Java's internals are not accessible ({@link
 * GraphImport#obstacle}), constants become variables, and the log warns once.
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
     *     replaced keeps its value. Each next value must depend on some variable
     */
    Values next(Ops tf, Values now);
  }

  private final Ops tf;
  private final String name;
  private final ConstantSupport support;
  private final Map<LoopSlot<?>, Output<?>> variables = new LinkedHashMap<>();
  private final Map<LoopSlot<?>, Output<?>> constants = new LinkedHashMap<>();

  /**
   * Prepares a loop.
   *
   * @param tf operations builder of the graph
   * @param name base of the loop's name in the graph
   */
  WhileLoop(Ops tf, String name) {
    this(tf, name, ConstantSupport.HERE);
  }

  WhileLoop(Ops tf, String name, ConstantSupport support) {
    this.tf = tf;
    this.name = name;
    this.support = support;
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
   * @throws IllegalArgumentException if a variable's next value depends on no variable
   */
  Values build(Condition condition, Body body) {
    String unique = tf.scope().makeOpName(name);
    List<LoopSlot<?>> slots = new ArrayList<>(variables.keySet());
    slots.addAll(constants.keySet());
    BiFunction<Ops, List<Output<?>>, Operand<TBool>> holds =
        (ops, all) -> condition.holds(ops, Values.of(slots, all));
    BiFunction<Ops, List<Output<?>>, List<Output<?>>> next =
        (ops, all) -> body.next(ops, Values.of(slots, all)).all(variables.keySet());
    return Values.of(
        variables.keySet(),
        support.isAvailable()
            ? new ImportedLoop(tf, unique)
                .build(variables.values(), constants.values(), holds, next)
            : withConstantsAsVariables(unique, holds, next));
  }

  private List<Output<?>> withConstantsAsVariables(
      String unique,
      BiFunction<Ops, List<Output<?>>, Operand<TBool>> holds,
      BiFunction<Ops, List<Output<?>>, List<Output<?>>> body) {
    Output<?>[] all =
        Stream.concat(variables.values().stream(), constants.values().stream())
            .toArray(Output<?>[]::new);
    return List.of(
        Graphs.of(tf)
            .whileLoop(
                all,
                (graph, in, out) ->
                    out[0] =
                        holds.apply(TensorFlowRuntime.inside(graph, tf), List.of(in)).asOutput(),
                (graph, in, out) -> {
                  Ops ops = TensorFlowRuntime.inside(graph, tf);
                  List<Output<?>> next = body.apply(ops, List.of(in));
                  for (int k = 0; k < in.length; k++) {
                    Output<?> value = k < next.size() ? next.get(k) : in[k];
                    // a loop must not return an input itself
                    out[k] = value.equals(in[k]) ? ops.identity(value).asOutput() : value;
                  }
                },
                unique));
  }

  /**
   * The values of a {@link WhileLoop} by slot: the current ones that its condition and body see, or
   * the final ones. Immutable.
   */
  static final class Values {
    private final Map<LoopSlot<?>, Output<?>> bySlot;

    private Values(Map<LoopSlot<?>, Output<?>> bySlot) {
      this.bySlot = bySlot;
    }

    /**
     * Returns values by slot.
     *
     * @param values one for each slot, in order, and perhaps more
     */
    private static Values of(Collection<LoopSlot<?>> slots, List<Output<?>> values) {
      Map<LoopSlot<?>, Output<?>> bySlot = new HashMap<>();
      slots.forEach(slot -> bySlot.put(slot, values.get(bySlot.size())));
      return new Values(bySlot);
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

    private List<Output<?>> all(Collection<LoopSlot<?>> slots) {
      return slots.stream().<Output<?>>map(bySlot::get).toList();
    }
  }

  /** Whether constants can enter a loop once; if not, the log warns once about slower loops. */
  static final class ConstantSupport {
    /** The support of this process. */
    static final ConstantSupport HERE =
        new ConstantSupport(GraphImport.obstacle(), System.getLogger(WhileLoop.class.getName()));

    private final Optional<String> obstacle;
    private final Logger logger;
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * @param obstacle reason why constants cannot enter once; empty if they can
     * @param logger destination of the warning
     */
    ConstantSupport(Optional<String> obstacle, Logger logger) {
      this.obstacle = obstacle;
      this.logger = logger;
    }

    /** Returns whether constants can enter a loop once, and warns the first time if they cannot. */
    boolean isAvailable() {
      if (obstacle.isPresent() && !warned.getAndSet(true)) {
        warn(obstacle.get());
      }
      return obstacle.isEmpty();
    }

    private void warn(String why) {
      Module here = WhileLoop.class.getModule();
      logger.log(
          Level.WARNING,
          "while loops: expected to read the handle of TensorFlow Java''s Graph, got {0}; loops"
              + " give the same numbers, but carry their constants through every iteration, which"
              + " takes longer. Start Java with --add-opens tensorflow/org.tensorflow={1} if"
              + " TensorFlow Java is on the module path, or use the version of it that Tributary"
              + " depends on",
          why,
          here.isNamed() ? here.getName() : "ALL-UNNAMED");
    }
  }
}
