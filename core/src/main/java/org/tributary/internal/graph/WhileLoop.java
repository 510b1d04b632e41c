package org.tributary.internal.graph;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * WhileLoop.Slot<TInt32> count = loop.variable(tf.constant(0));
 * WhileLoop.Slot<TFloat32> x = loop.variable(initial);
 * WhileLoop.Slot<TInt32> end = loop.constant(n);
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
  private final List<Output<?>> variables = new ArrayList<>();
  private final List<Output<?>> constants = new ArrayList<>();

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
  <T extends TType> Slot<T> variable(Operand<T> initial) {
    variables.add(initial.asOutput());
    return new Slot<>(this, true, variables.size() - 1);
  }

  /** Adds a value that stays the same in every iteration. */
  <T extends TType> Slot<T> constant(Operand<T> value) {
    constants.add(value.asOutput());
    return new Slot<>(this, false, constants.size() - 1);
  }

  /**
   * Adds the loop to the graph.
   *
   * @return the final values
   * @throws IllegalArgumentException if a variable's next value depends on no variable
   */
  Values build(Condition condition, Body body) {
    String unique = tf.scope().makeOpName(name);
    Values initial = new Values(this, variables, constants);
    return support.isAvailable()
        ? new ImportedLoop(tf, unique, initial).build(condition, body)
        : withConstantsAsVariables(unique, initial, condition, body);
  }

  private Values withConstantsAsVariables(
      String unique, Values initial, Condition condition, Body body) {
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

  private Values seen(Values initial, Output<?>[] all) {
    List<Output<?>> values = List.of(all);
    int count = variables.size();
    return initial.replaced(values.subList(0, count), values.subList(count, values.size()));
  }

  /**
   * A typed handle of one value of a {@link WhileLoop}: {@link Values#get} reads it inside the loop
   * and after it.
   *
   * @param <T> the value's type
   */
  @SuppressWarnings("UnusedTypeParameter") // it is the type of what Values.get returns
  static final class Slot<T extends TType> {
    final WhileLoop loop;
    final boolean isVariable;
    final int number;

    Slot(WhileLoop loop, boolean isVariable, int number) {
      this.loop = loop;
      this.isVariable = isVariable;
      this.number = number;
    }
  }

  /**
   * The values of a {@link WhileLoop} by slot: the current ones that its condition and body see, or
   * the final ones. Immutable.
   */
  static final class Values {
    private final WhileLoop loop;
    private final List<Output<?>> variables;
    private final List<Output<?>> constants;

    Values(WhileLoop loop, List<Output<?>> variables, List<Output<?>> constants) {
      this.loop = loop;
      this.variables = List.copyOf(variables);
      this.constants = List.copyOf(constants);
    }

    /**
     * Returns the value of {@code slot}.
     *
     * @throws IllegalArgumentException if the slot belongs to another loop
     */
    @SuppressWarnings(
        "unchecked") // a slot is made with its value, and with() replaces it by its type
    <T extends TType> Operand<T> get(Slot<T> slot) {
      requireOwn(slot);
      return (Output<T>) (slot.isVariable ? variables : constants).get(slot.number);
    }

    /**
     * Returns a copy in which the variable has the value {@code next}.
     *
     * @throws IllegalArgumentException if the slot is a constant, or belongs to another loop
     */
    <T extends TType> Values with(Slot<T> variable, Operand<T> next) {
      requireOwn(variable);
      if (!variable.isVariable) {
        throw new IllegalArgumentException(
            "loop value: expected the slot of a variable to replace, got that of a constant, which"
                + " is the same in every iteration; add it to the loop by variable()");
      }
      List<Output<?>> replaced = new ArrayList<>(variables);
      replaced.set(variable.number, next.asOutput());
      return new Values(loop, replaced, constants);
    }

    private void requireOwn(Slot<?> slot) {
      if (slot.loop != loop) {
        throw new IllegalArgumentException(
            "loop value: expected a slot of this loop, got one of another loop; each loop adds its"
                + " own variables and constants");
      }
    }

    /** Returns other values of the same loop. */
    Values replaced(List<Output<?>> newVariables, List<Output<?>> newConstants) {
      return new Values(loop, newVariables, newConstants);
    }

    /** Returns the variables in the order of their slots. */
    List<Output<?>> variables() {
      return variables;
    }

    /** Returns the constants in the order of their slots. */
    List<Output<?>> constants() {
      return constants;
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
