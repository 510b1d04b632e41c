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
 * TensorFlow's while loop. {@link Graph#whileLoop} knows variables only, so what a body reads has
 * to go round with them, at three operations a turn each; here a value that stays the same enters
 * once and costs nothing from then on. Where TensorFlow Java does not let us have that ({@link
 * GraphImport#obstacle}), constants go round, and a warning in the log says so once.
 */
public final class WhileLoop {
  /** Whether there is another turn. */
  @FunctionalInterface
  public interface Condition {
    /**
     * Places it.
     *
     * @param tf where to build
     */
    Operand<TBool> holds(Ops tf, LoopValues now);
  }

  /** What a turn does. */
  @FunctionalInterface
  public interface Body {
    /**
     * Places it. Everything it uses comes from {@code now} or is built with {@code tf}.
     *
     * @param tf where to build
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
   * Makes loops.
   *
   * @param obstacle why constants cannot enter once; empty if they can
   * @param logger for a warning, once, about loops that the obstacle makes slower
   */
  WhileLoop(Optional<String> obstacle, Logger logger) {
    this.obstacle = obstacle;
    this.logger = logger;
  }

  /**
   * Places a loop.
   *
   * @param name what it is called in the graph
   * @param before the variables' first values, at least one, and the constants
   * @return the variables' last values
   * @throws IllegalArgumentException if a variable's next value depends on no variable, or there
   *     are more or fewer next values than variables
   */
  public static List<Output<?>> place(
      Ops tf, String name, LoopValues before, Condition condition, Body body) {
    return LOOPS.placed(tf, name, before, condition, body);
  }

  /** See {@link #place}. */
  List<Output<?>> placed(Ops tf, String name, LoopValues before, Condition condition, Body body) {
    String unique = tf.scope().makeOpName(name);
    if (obstacle.isEmpty()) {
      return new ImportedLoop(tf, unique, before).place(condition, body);
    }
    if (!warned.getAndSet(true)) {
      warn(obstacle.get());
    }
    return goingRound(tf, unique, before, condition, body);
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

  /** The same, with constants as variables. */
  static List<Output<?>> goingRound(
      Ops tf, String name, LoopValues before, Condition condition, Body body) {
    int changing = before.variables().size();
    Output<?>[] all =
        Stream.of(before.variables(), before.constants())
            .flatMap(List::stream)
            .toArray(Output<?>[]::new);
    Output<?>[] after =
        ((Graph) tf.scope().env())
            .whileLoop(
                all,
                (graph, in, out) ->
                    out[0] =
                        condition
                            .holds(TensorFlowRuntime.inside(graph, tf), split(in, changing))
                            .asOutput(),
                (graph, in, out) -> {
                  Ops ops = TensorFlowRuntime.inside(graph, tf);
                  LoopValues now = split(in, changing);
                  List<Output<?>> next = next(name, body, ops, now);
                  for (int k = 0; k < in.length; k++) {
                    Output<?> value = k < changing ? next.get(k) : in[k];
                    // what goes in may not come out as it is
                    out[k] = value.equals(in[k]) ? ops.identity(value).asOutput() : value;
                  }
                },
                name);
    return split(after, changing).variables();
  }

  /** What the body makes of each variable. */
  static List<Output<?>> next(String loop, Body body, Ops ops, LoopValues now) {
    List<Output<?>> next = body.next(ops, now);
    if (next.size() != now.variables().size()) {
      throw new IllegalArgumentException(
          "%s: expected the body to give the next value of each of %d variables, got %d values"
              .formatted(loop, now.variables().size(), next.size()));
    }
    return next;
  }

  private static LoopValues split(Output<?>[] all, int variables) {
    List<Output<?>> values = List.of(all);
    return new LoopValues(values.subList(0, variables), values.subList(variables, values.size()));
  }
}
