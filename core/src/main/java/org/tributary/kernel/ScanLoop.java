package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.TensorArray;
import org.tensorflow.op.core.TensorArrayConcat;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.WhileLoop;
import org.tributary.kernel.LoopVariables.Kind;
import org.tributary.sequence.Packing;

/**
 * A scan over the steps of packed sequences, like {@code jax.lax.scan}, on TensorFlow's while loop.
 * The number of steps and rows may vary from run to run. A loop body cannot read tensors outside
 * the loop, so every input has a role:
 *
 * <pre>
 *   carry       state that each step replaces, one row for each of the step's rows
 *   constants   the same at every step
 *   xs          packed inputs; a step reads its own rows, without a copy
 *   ys          outputs of every step, packed after the loop
 * </pre>
 *
 * <p>An iteration is unrolled over several steps, because an iteration costs about as much as
 * several small operations. If the batch shrinks, the last iteration is padded with steps without
 * rows; if every step has all rows, the remaining steps run one per iteration.
 */
public final class ScanLoop {
  /**
   * Steps in an iteration. Larger values mean fewer iterations, but more remaining steps that run
   * one per iteration.
   */
  private static final int UNROLL = 8;

  /** The computation of one step. */
  public interface Body {
    /**
     * Adds one step to the graph.
     *
     * @param tf operations builder inside the loop
     * @param carry the state of the previous step
     * @param constants the loop's constants
     * @param x this step's rows of each input sequence
     * @return the next state and this step's outputs
     */
    Result at(
        Ops tf,
        List<Operand<TFloat32>> carry,
        List<Operand<TFloat32>> constants,
        List<Operand<TFloat32>> x);
  }

  /**
   * The result of a step, or of the whole loop.
   *
   * @param carry the state for the next step
   * @param ys the outputs of this step, or of every step
   */
  public record Result(List<Operand<TFloat32>> carry, List<Operand<TFloat32>> ys) {}

  private final Ops tf;
  private final Packing packing;
  private final List<Operand<TFloat32>> carry;
  private final List<Operand<TFloat32>> constants;
  private final List<Operand<TFloat32>> xs;
  private final Purpose purpose;

  /**
   * Prepares a loop for training.
   *
   * @param packing the packed order
   * @param carry the initial state, [N, ...] each; any shape if {@code packing} is dense
   * @param constants the same at every step
   * @param xs packed input sequences
   */
  public ScanLoop(
      Ops tf,
      Packing packing,
      List<Operand<TFloat32>> carry,
      List<Operand<TFloat32>> constants,
      List<Operand<TFloat32>> xs) {
    this(tf, packing, carry, constants, xs, Purpose.TRAINING);
  }

  private ScanLoop(
      Ops tf,
      Packing packing,
      List<Operand<TFloat32>> carry,
      List<Operand<TFloat32>> constants,
      List<Operand<TFloat32>> xs,
      Purpose purpose) {
    this.tf = tf;
    this.packing = packing;
    this.carry = carry;
    this.constants = constants;
    this.xs = xs;
    this.purpose = purpose;
  }

  /**
   * Returns this loop for {@code purpose}. In inference the loop does not store outputs that
   * nothing reads.
   */
  public ScanLoop withPurpose(Purpose purpose) {
    return new ScanLoop(tf, packing, carry, constants, xs, purpose);
  }

  /**
   * Adds the loop from the first step to the last; the batch shrinks as sequences end.
   *
   * @param widths last dimension of each output sequence
   * @return the state after the last step, valid only if {@code packing} is dense, and the packed
   *     outputs
   */
  public Result forwards(List<Integer> widths, Body body) {
    return build(1, widths, body);
  }

  /**
   * Adds the loop from the last step to the first; a sequence starts with a state of zeros.
   *
   * @param widths last dimension of each output sequence
   * @return the state before the first step, zero for rows without steps, and the packed outputs
   */
  public Result backwards(List<Integer> widths, Body body) {
    Result result = build(-1, widths, body);
    return packing.dense()
        ? result
        : new Result(result.carry().stream().map(this::allRows).toList(), result.ys());
  }

  /** Pads {@code state} [n, F] with rows of zeros to [N, F]. */
  private Operand<TFloat32> allRows(Operand<TFloat32> state) {
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> present = tf.gather(tf.shape(state), zero, zero);
    Operand<TInt32> missing = tf.math.sub(packing.allRows(), present);
    Operand<TInt32> padding =
        tf.reshape(tf.stack(List.of(zero, missing, zero, zero)), tf.array(2, 2));
    return tf.pad(state, padding, tf.constant(0f));
  }

  /**
   * Adds the loop to the graph.
   *
   * @param readingDirection 1 for the reading order, -1 against it
   */
  private Result build(int readingDirection, List<Integer> widths, Body body) {
    int direction = packing.readsBackward() ? -readingDirection : readingDirection;
    boolean training = purpose == Purpose.TRAINING;
    LoopIterations.All iterations =
        packing.dense()
            ? LoopIterations.exact(tf, packing.steps(), direction, UNROLL)
            : LoopIterations.padded(tf, packing.steps(), direction, UNROLL);
    LoopVariables variables = new LoopVariables();
    variables.add(Kind.ITERATION, iterations.first());
    carry.forEach(c -> variables.add(Kind.CARRY, c));
    constants.forEach(c -> variables.add(Kind.CONSTANT, c));
    StepIndices indices = new StepIndices(tf, packing);
    xs.forEach(s -> variables.add(Kind.XS, indices.prepared(s)));
    List<TensorArray> arrays = new ArrayList<>();
    for (int width : widths) {
      TensorArray array =
          tf.tensorArray(
              iterations.count(), TFloat32.class, TensorArray.elementShape(Shape.of(-1, width)));
      arrays.add(array);
      variables.add(Kind.ARRAY, array.handle());
      // a flow only orders writes. In training one flow passes through all arrays. In inference
      // each array has its own flow, so that TensorFlow prunes the arrays that nothing reads
      if (arrays.size() == 1 || !training) {
        variables.add(Kind.FLOW, array.flow());
      }
    }
    iterations.loops().forEach(loop -> loop(variables, indices, loop, body));

    List<Operand<TFloat32>> ys = new ArrayList<>();
    for (int k = 0; k < widths.size(); k++) {
      Operand<TFloat32> joined =
          tf.tensorArrayConcat(
                  arrays.get(k).handle(),
                  flow(variables, k),
                  TFloat32.class,
                  TensorArrayConcat.elementShapeExcept0(Shape.of(widths.get(k))))
              .value();
      ys.add(tf.ensureShape(joined, Shape.of(-1, widths.get(k))));
    }
    return new Result(variables.floats(Kind.CARRY), ys);
  }

  private static Operand<TFloat32> flow(LoopVariables variables, int array) {
    return variables.floats(Kind.FLOW).get(flowOf(variables, array));
  }

  private static int flowOf(LoopVariables variables, int array) {
    return Math.min(array, variables.floats(Kind.FLOW).size() - 1);
  }

  private void loop(
      LoopVariables common, StepIndices indices, LoopIterations iterations, Body body) {
    LoopVariables outside = common.copy();
    outside.add(Kind.BOUND, iterations.bound());
    indices.addTo(outside, iterations);
    common.replaceVariables(
        WhileLoop.build(
            tf,
            "scan",
            outside.values(),
            (ops, seen) -> {
              LoopVariables now = outside.with(seen);
              return iterations.hasNext(ops, now.ints(Kind.ITERATION), now.ints(Kind.BOUND));
            },
            (ops, seen) -> {
              LoopVariables now = outside.with(seen);
              addSteps(ops, now, indices.iteration(ops, now, iterations), iterations, body);
              return now.values().variables();
            }));
  }

  /** Adds the unrolled steps of one iteration. */
  private void addSteps(
      Ops ops,
      LoopVariables now,
      StepIndices.Iteration iteration,
      LoopIterations iterations,
      Body body) {
    List<List<Operand<TFloat32>>> rows = now.floats(Kind.XS).stream().map(iteration::rows).toList();
    List<Operand<TFloat32>> state = now.floats(Kind.CARRY);
    List<List<Operand<TFloat32>>> ys = new ArrayList<>();
    for (int n = 0; n < iterations.unroll(); n++) {
      int k = iterations.direction() > 0 ? n : iterations.unroll() - 1 - n;
      List<Operand<TFloat32>> x = rows.stream().map(r -> r.get(k)).toList();
      List<Operand<TFloat32>> resized = state.stream().map(s -> iteration.resized(s, k)).toList();
      Result result = body.at(ops, resized, now.floats(Kind.CONSTANT), x);
      state = result.carry();
      ys.add(iterations.direction() > 0 ? ys.size() : 0, result.ys());
    }
    for (int k = 0; k < ys.get(0).size(); k++) {
      int output = k;
      List<Operand<TFloat32>> parts = ys.stream().map(w -> w.get(output)).toList();
      now.replace(
          Kind.FLOW,
          flowOf(now, k),
          ops.tensorArrayWrite(
              now.output(Kind.ARRAY, k),
              now.ints(Kind.ITERATION),
              parts.size() == 1 ? parts.get(0) : ops.concat(parts, ops.constant(0)),
              flow(now, k)));
    }
    for (int k = 0; k < state.size(); k++) {
      now.replace(Kind.CARRY, k, state.get(k));
    }
    now.replace(
        Kind.ITERATION,
        0,
        ops.math.add(now.ints(Kind.ITERATION), ops.constant(iterations.direction())));
  }
}
