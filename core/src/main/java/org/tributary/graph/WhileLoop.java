package org.tributary.graph;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * TensorFlow's while loop with loop-invariant constants. {@link Graph#whileLoop} has variables
 * only, so every value a body reads costs three operations in each iteration; here a constant
 * enters the loop once. If TensorFlow Java's internals are not accessible ({@link
 * GraphImport#obstacle}), constants become variables, and the log warns once.
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
     * @return the variables' next values, each of which must depend on some variable
     */
    List<Output<?>> next(Ops tf, LoopValues now);
  }

  private static final WhileLoop LOOPS =
      new WhileLoop(GraphImport.obstacle(), System.getLogger(WhileLoop.class.getName()));

  private final Optional<String> obstacle;
  private final Logger logger;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * Configures how loops are built.
   *
   * @param obstacle reason why constants cannot enter once; empty if they can
   * @param logger destination of the one warning about slower loops
   */
  WhileLoop(Optional<String> obstacle, Logger logger) {
    this.obstacle = obstacle;
    this.logger = logger;
  }

  /**
   * Adds a loop to the graph.
   *
   * @param name base of the loop's name in the graph
   * @param initial the initial variables, at least one, and the constants
   * @return the final variables
   * @throws IllegalArgumentException if a variable's next value depends on no variable, or the
   *     number of next values differs from the number of variables
   */
  public static List<Output<?>> build(
      Ops tf, String name, LoopValues initial, Condition condition, Body body) {
    return LOOPS.create(tf, name, initial, condition, body);
  }

  /** See {@link #build}. */
  List<Output<?>> create(Ops tf, String name, LoopValues initial, Condition condition, Body body) {
    String unique = tf.scope().makeOpName(name);
    if (obstacle.isEmpty()) {
      return new ImportedLoop(tf, unique, initial).build(condition, body);
    }
    if (!warned.getAndSet(true)) {
      warn(obstacle.get());
    }
    return withConstantsAsVariables(tf, unique, initial, condition, body);
  }

  private void warn(String why) {
    Module here = WhileLoop.class.getModule();
    logger.log(
        Level.WARNING,
        "while loops: expected to read the handle of TensorFlow Java''s Graph, got {0}; loops give"
            + " the same numbers, but carry their constants through every iteration, which takes"
            + " longer. Start Java with --add-opens tensorflow/org.tensorflow={1} if TensorFlow"
            + " Java is on the module path, or use the version of it that Tributary depends on",
        why,
        here.isNamed() ? here.getName() : "ALL-UNNAMED");
  }

  /** Adds the loop with constants as variables. */
  static List<Output<?>> withConstantsAsVariables(
      Ops tf, String name, LoopValues initial, Condition condition, Body body) {
    int variables = initial.variables().size();
    Output<?>[] all =
        Stream.of(initial.variables(), initial.constants())
            .flatMap(List::stream)
            .toArray(Output<?>[]::new);
    Output<?>[] after =
        ((Graph) tf.scope().env())
            .whileLoop(
                all,
                (graph, in, out) ->
                    out[0] =
                        condition
                            .holds(TensorFlowRuntime.inside(graph, tf), split(in, variables))
                            .asOutput(),
                (graph, in, out) -> {
                  Ops ops = TensorFlowRuntime.inside(graph, tf);
                  LoopValues now = split(in, variables);
                  List<Output<?>> next = next(name, body, ops, now);
                  for (int k = 0; k < in.length; k++) {
                    Output<?> value = k < variables ? next.get(k) : in[k];
                    // a loop must not return an input itself
                    out[k] = value.equals(in[k]) ? ops.identity(value).asOutput() : value;
                  }
                },
                name);
    return split(after, variables).variables();
  }

  /** Returns the body's next value of each variable. */
  static List<Output<?>> next(String loop, Body body, Ops ops, LoopValues now) {
    List<Output<?>> next = body.next(ops, now);
    if (next.size() != now.variables().size()) {
      throw new IllegalArgumentException(
          "%s: expected the body to return the next value of each of %d variables, got %d values"
              .formatted(loop, now.variables().size(), next.size()));
    }
    return next;
  }

  private static LoopValues split(Output<?>[] all, int variables) {
    List<Output<?>> values = List.of(all);
    return new LoopValues(values.subList(0, variables), values.subList(variables, values.size()));
  }
}
