package org.tributary.internal.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.TensorArray;
import org.tensorflow.op.core.TensorArrayConcat;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.runtime.ExecutionMode;

/**
 * A scan over the steps of packed sequences, like {@code jax.lax.scan}, on TensorFlow's while loop.
 * The number of steps and rows may vary from run to run. A loop body cannot read tensors outside
 * the loop, so every value has a role and a slot:
 *
 * <pre>
 *   carry       state that each step replaces, one row for each of the step's rows
 *   constant    the same at every step
 *   xs          packed input; a step reads its own rows, without a copy
 *   ys          output of every step, packed after the loop
 * </pre>
 *
 * <p>A running sum of x, for instance:
 *
 * <pre>{@code
 * ScanLoop scan = new ScanLoop(tf, packing);
 * ScanLoop.Carry sum = scan.carry(zeros);
 * ScanLoop.Xs x = scan.xs(values);
 * ScanLoop.Ys sums = scan.ys(size);
 * ScanLoop.Result result =
 *     scan.scan(
 *         (ops, step) -> {
 *           Operand<TFloat32> next = ops.math.add(step.get(sum), step.get(x));
 *           step.replace(sum, next);
 *           step.write(sums, next);
 *         });
 * Operand<TFloat32> all = result.get(sums);
 * }</pre>
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

  /** The slot of a state that each step replaces. */
  public static final class Carry extends LoopSlot.Variable<TFloat32> {
    private Carry() {}
  }

  /** The slot of a value that is the same at every step. */
  public static final class Constant extends LoopSlot<TFloat32> {
    private Constant() {}
  }

  /** The slot of a packed input. */
  public static final class Xs extends LoopSlot<TFloat32> {
    private Xs() {}
  }

  /** The slot of an output of every step. */
  public static final class Ys {
    private Ys() {}
  }

  /** The computation of one step. */
  @FunctionalInterface
  public interface Body {
    /**
     * Adds one step to the graph. It replaces every carry and writes all ys.
     *
     * @param tf operations builder inside the loop
     * @param step the values of the step
     */
    void build(Ops tf, ScanStep step);
  }

  /** The values after the loop. */
  public static final class Result {
    private final Map<Carry, Operand<TFloat32>> carry;
    private final Map<Ys, Operand<TFloat32>> ys;

    private Result(Map<Carry, Operand<TFloat32>> carry, Map<Ys, Operand<TFloat32>> ys) {
      this.carry = carry;
      this.ys = ys;
    }

    /** Returns the state after the last step of the loop. */
    public Operand<TFloat32> get(Carry slot) {
      return carry.get(slot);
    }

    /** Returns the packed outputs of every step, [S, width]. */
    public Operand<TFloat32> get(Ys slot) {
      return ys.get(slot);
    }
  }

  private final Ops tf;
  private final Packing packing;
  private final ExecutionMode purpose;
  private final int unroll;
  private final Map<Carry, Operand<TFloat32>> carry = new LinkedHashMap<>();
  private final Map<LoopSlot<TFloat32>, Operand<TFloat32>> constants = new LinkedHashMap<>();
  private final Map<Xs, Operand<TFloat32>> xs = new LinkedHashMap<>();
  private final Map<Ys, Integer> widths = new LinkedHashMap<>();

  /** Prepares a loop for training over the steps of {@code packing}. */
  public ScanLoop(Ops tf, Packing packing) {
    this(tf, packing, ExecutionMode.TRAINING);
  }

  /** Prepares a loop. In inference it does not store ys that nothing reads. */
  public ScanLoop(Ops tf, Packing packing, ExecutionMode purpose) {
    this(tf, packing, purpose, UNROLL);
  }

  private ScanLoop(Ops tf, Packing packing, ExecutionMode purpose, int unroll) {
    this.tf = tf;
    this.packing = packing;
    this.purpose = purpose;
    this.unroll = unroll;
  }

  /**
   * Prepares a loop with one step in each iteration, whose body is built once: for bodies that are
   * large, or seldom run.
   */
  public static ScanLoop notUnrolled(Ops tf, Packing packing, ExecutionMode purpose) {
    return new ScanLoop(tf, packing, purpose, 1);
  }

  /**
   * Adds a state.
   *
   * @param initial [N, ...]; any shape if the packing is dense
   */
  public Carry carry(Operand<TFloat32> initial) {
    Carry slot = new Carry();
    carry.put(slot, initial);
    return slot;
  }

  /** Adds a value that is the same at every step. */
  public Constant constant(Operand<TFloat32> value) {
    Constant slot = new Constant();
    constants.put(slot, value);
    return slot;
  }

  /**
   * Adds a packed input.
   *
   * @param sequence [S, F]
   */
  public Xs xs(Operand<TFloat32> sequence) {
    Xs slot = new Xs();
    xs.put(slot, sequence);
    return slot;
  }

  /** Adds an output of every step, [S, {@code width}]. */
  public Ys ys(int width) {
    Ys slot = new Ys();
    widths.put(slot, width);
    return slot;
  }

  /**
   * Adds the loop from the first step to the last; the batch shrinks as sequences end.
   *
   * @return the state after the last step, valid only if the packing is dense, and the ys
   * @throws IllegalStateException if the body does not replace every carry and write all ys
   */
  public Result scan(Body body) {
    return build(false, body);
  }

  /**
   * Adds the loop from the last step to the first; a sequence starts with a state of zeros.
   *
   * @return the state before the first step, zero for rows without steps, and the ys
   * @throws IllegalStateException if the body does not replace every carry and write all ys
   */
  public Result scanReverse(Body body) {
    Result result = build(true, body);
    if (!packing.dense()) {
      result.carry.replaceAll((slot, state) -> allRows(state));
    }
    return result;
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
   * @param againstReading whether it runs against the reading order
   */
  private Result build(boolean againstReading, Body body) {
    boolean isReverse = packing.readsBackward() != againstReading;
    List<ScanFrame.Iterations> loops =
        new ArrayList<>(
            packing.dense() && unroll > 1
                ? ScanFrame.Iterations.exact(tf, packing.steps(), unroll)
                : ScanFrame.Iterations.padded(tf, packing.steps(), unroll));
    Operand<TInt32> count = loops.get(loops.size() - 1).end();
    Operand<TInt32> first = tf.constant(0);
    if (isReverse) {
      first = tf.math.sub(count, tf.constant(1));
      Collections.reverse(loops);
    }
    Map<Xs, Operand<TFloat32>> prepared = new LinkedHashMap<>(xs);
    prepared.replaceAll((slot, sequence) -> prepared(sequence));
    Map<Ys, TensorArray> arrays = new LinkedHashMap<>();
    List<Operand<TFloat32>> flows = new ArrayList<>();
    widths.forEach(
        (slot, width) -> {
          TensorArray array =
              tf.tensorArray(count, TFloat32.class, TensorArray.elementShape(Shape.of(-1, width)));
          arrays.put(slot, array);
          // a flow only orders writes. In training one flow passes through all arrays. In inference
          // each array has its own flow, so that TensorFlow prunes the arrays that nothing reads
          if (flows.isEmpty() || purpose == ExecutionMode.INFERENCE) {
            flows.add(array.flow());
          }
        });
    ScanFrame.Values values = new ScanFrame.Values(first, carry, flows);
    for (ScanFrame.Iterations loop : loops) {
      values =
          new ScanFrame(tf, packing, loop, isReverse, values, constants, prepared, arrays)
              .build(body);
    }

    Map<Ys, Operand<TFloat32>> results = new LinkedHashMap<>();
    int number = 0;
    for (Map.Entry<Ys, TensorArray> array : arrays.entrySet()) {
      int width = widths.get(array.getKey());
      Operand<TFloat32> joined =
          tf.tensorArrayConcat(
                  array.getValue().handle(),
                  values.flows().get(values.flowOf(number++)),
                  TFloat32.class,
                  TensorArrayConcat.elementShapeExcept0(Shape.of(width)))
              .value();
      results.put(array.getKey(), tf.ensureShape(joined, Shape.of(-1, width)));
    }
    return new Result(values.carry(), results);
  }

  /**
   * Returns a sequence [S, F] in the shape in which it enters the loop: [T, N, F] if every step has
   * all rows. TensorFlow slices along the first axis without a copy if the size of the other axes
   * is a multiple of 64 bytes.
   */
  private Operand<TFloat32> prepared(Operand<TFloat32> sequence) {
    if (!packing.dense()) {
      return sequence;
    }
    Operand<TInt32> width = tf.constant(Math.toIntExact(sequence.shape().get(1)));
    return tf.reshape(sequence, tf.stack(List.of(tf.constant(-1), packing.allRows(), width)));
  }
}
