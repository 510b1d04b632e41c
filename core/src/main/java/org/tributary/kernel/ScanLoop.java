package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.TensorArray;
import org.tensorflow.op.core.TensorArrayConcat;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.kernel.LoopVariables.Kind;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.Packing;

/**
 * A loop over the steps of packed sequences, on TensorFlow's while loop: the number of steps and
 * rows stay open, so one graph serves every length. A loop body sees nothing outside it, so
 * everything it needs is handed in by kind:
 *
 * <pre>
 *   carried     state that each step replaces, one row for each of the step's rows
 *   constants   the same in every step
 *   sequences   packed, of which a step sees its own rows, without a copy
 *   written     what each step leaves behind, packed after the loop
 * </pre>
 *
 * <p>A turn of the loop takes several steps, for a turn costs about as much as the work of several
 * small operations; what is left over takes turns of one.
 */
public final class ScanLoop {
  /**
   * Steps in a turn: the more, the fewer turns, but the more steps may be left over for turns of
   * one. In training a step's own work is so much that the latter counts.
   */
  private static final int TRAINING_STRIDE = 4;

  private static final int INFERENCE_STRIDE = 8;

  /** What one step makes of its rows. */
  public interface Body {
    /**
     * Places one step.
     *
     * @param tf where to build: inside the loop
     * @param carried the state that the step before left
     * @param constants as they were handed in
     * @param step each sequence's rows of this step
     */
    Turn at(
        Ops tf,
        List<Operand<TFloat32>> carried,
        List<Operand<TFloat32>> constants,
        List<Operand<TFloat32>> step);
  }

  /**
   * What a step, or the whole loop, gives.
   *
   * @param carried the state for the next step
   * @param written what this step leaves behind
   */
  public record Turn(List<Operand<TFloat32>> carried, List<Operand<TFloat32>> written) {}

  private final Ops tf;
  private final Packing packing;
  private final List<Operand<TFloat32>> carried;
  private final List<Operand<TFloat32>> constants;
  private final List<Sequence> sequences;
  private final int stride;

  /**
   * A packed sequence and which rows of it a step sees.
   *
   * @param rows [S, F], or [N + S, F] with the initial state, as {@link Packing#extend} puts it
   * @param at which of them
   */
  public record Sequence(Operand<TFloat32> rows, At at) {
    /** Which rows. */
    public enum At {
      /** The step's own, of [S, F]. */
      STEP,
      /** Those of the step before, or of the initial state, of [N + S, F]. */
      BEFORE
    }

    /** A step sees its own rows of {@code rows} [S, F]. */
    public static Sequence of(Operand<TFloat32> rows) {
      return new Sequence(rows, At.STEP);
    }

    /** A step sees the rows before its own, of {@code extended} [N + S, F]. */
    public static Sequence before(Operand<TFloat32> extended) {
      return new Sequence(extended, At.BEFORE);
    }
  }

  /**
   * A loop over given values, for training.
   *
   * @param packing where each step's rows stand
   * @param carried the state before the first step, [N, ...] each; where {@code packing} is steady
   *     it may have any shape
   * @param constants the same in every step
   * @param sequences what the steps see, packed
   */
  public ScanLoop(
      Ops tf,
      Packing packing,
      List<Operand<TFloat32>> carried,
      List<Operand<TFloat32>> constants,
      List<Sequence> sequences) {
    this(tf, packing, carried, constants, sequences, TRAINING_STRIDE);
  }

  private ScanLoop(
      Ops tf,
      Packing packing,
      List<Operand<TFloat32>> carried,
      List<Operand<TFloat32>> constants,
      List<Sequence> sequences,
      int stride) {
    this.tf = tf;
    this.packing = packing;
    this.carried = carried;
    this.constants = constants;
    this.sequences = sequences;
    this.stride = stride;
  }

  /** The same loop, with turns of as many steps as are best for {@code purpose}. */
  public ScanLoop suiting(Purpose purpose) {
    int steps = purpose == Purpose.INFERENCE ? INFERENCE_STRIDE : TRAINING_STRIDE;
    return new ScanLoop(tf, packing, carried, constants, sequences, steps);
  }

  /**
   * Places the loop from the first step to the last; rows fall away as they are over.
   *
   * @param widths the last dimension of each sequence that the body leaves behind
   * @return the state after the last step, and the written sequences, packed
   */
  public Turn forwards(List<Integer> widths, Body body) {
    return place(1, widths, body);
  }

  /**
   * Places the loop from the last step to the first; rows come in with a state of zeros.
   *
   * @param widths the last dimension of each sequence that the body leaves behind
   * @return the state before the first step, zero for rows without steps, and the written
   *     sequences, packed
   */
  public Turn backwards(List<Integer> widths, Body body) {
    Turn turn = place(-1, widths, body);
    return packing.steady()
        ? turn
        : new Turn(turn.carried().stream().map(this::allRows).toList(), turn.written());
  }

  /** {@code state} [n, F] with rows of zeros up to [N, F]. */
  private Operand<TFloat32> allRows(Operand<TFloat32> state) {
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> present = tf.gather(tf.shape(state), zero, zero);
    Operand<TInt32> missing = tf.math.sub(packing.allRows(), present);
    Operand<TInt32> padding =
        tf.reshape(tf.stack(List.of(zero, missing, zero, zero)), tf.array(2, 2));
    return tf.pad(state, padding, tf.constant(0f));
  }

  /**
   * @param reading 1 where the loop goes the way in which the steps are read, -1 against it
   */
  private Turn place(int reading, List<Integer> widths, Body body) {
    int direction = packing.fromTheEnd() ? -reading : reading;
    Operand<TInt32> inTurn = tf.constant(stride);
    Operand<TInt32> rest = tf.math.floorMod(packing.steps(), inTurn);
    Operand<TInt32> turns = tf.math.add(tf.math.floorDiv(packing.steps(), inTurn), rest);
    LoopVariables variables = new LoopVariables();
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> one = tf.constant(1);
    variables.add(Kind.STEP, direction > 0 ? zero : packing.steps());
    variables.add(Kind.SLOT, direction > 0 ? zero : tf.math.sub(turns, one));
    variables.add(Kind.STEPS, packing.steps());
    carried.forEach(c -> variables.add(Kind.CARRIED, c));
    constants.forEach(c -> variables.add(Kind.CONSTANT, c));
    StepPlaces places = new StepPlaces(tf, packing, direction);
    sequences.forEach(s -> variables.add(Kind.SEQUENCE, places.entering(s.rows())));
    List<TensorArray> arrays = new ArrayList<>();
    for (int width : widths) {
      TensorArray array =
          tf.tensorArray(turns, TFloat32.class, TensorArray.elementShape(Shape.of(-1, width)));
      arrays.add(array);
      variables.add(Kind.ARRAY, array.handle());
    }
    // one flow through all arrays: it only says what is written before what
    variables.add(Kind.FLOW, arrays.get(0).flow());
    boolean before = sequences.stream().anyMatch(s -> s.at() == Sequence.At.BEFORE);
    loop(variables, places, direction, stride, before, body);
    loop(variables, places, direction, 1, before, body);

    List<Operand<TFloat32>> written = new ArrayList<>();
    for (int k = 0; k < widths.size(); k++) {
      Operand<TFloat32> joined =
          tf.tensorArrayConcat(
                  arrays.get(k).handle(),
                  variables.floats(Kind.FLOW).get(0),
                  TFloat32.class,
                  TensorArrayConcat.elementShapeExcept0(Shape.of(widths.get(k))))
              .value();
      written.add(tf.ensureShape(joined, Shape.of(-1, widths.get(k))));
    }
    return new Turn(variables.floats(Kind.CARRIED), written);
  }

  /** Runs turns of {@code stride} steps while there are that many left. */
  private void loop(
      LoopVariables common,
      StepPlaces places,
      int direction,
      int stride,
      boolean before,
      Body body) {
    LoopVariables variables = common.copy();
    places.addTo(variables, stride, before);
    Output<?>[] after =
        ((Graph) tf.scope().env())
            .whileLoop(
                variables.outputs(),
                (graph, in, out) -> {
                  Ops ops = TensorFlowRuntime.inside(graph, tf);
                  LoopVariables now = variables.with(in);
                  Operand<TInt32> t = now.ints(Kind.STEP);
                  out[0] =
                      (direction > 0
                              ? ops.math.lessEqual(
                                  ops.math.add(t, ops.constant(stride)), now.ints(Kind.STEPS))
                              : ops.math.greaterEqual(t, ops.constant(stride)))
                          .asOutput();
                },
                (graph, in, out) -> {
                  Ops ops = TensorFlowRuntime.inside(graph, tf);
                  LoopVariables now = variables.with(in);
                  turn(ops, now, places, direction, stride, body);
                  for (int k = 0; k < in.length; k++) {
                    Output<?> value = now.outputs()[k];
                    out[k] = value.equals(in[k]) ? ops.identity(in[k]).asOutput() : value;
                  }
                },
                tf.scope().makeOpName("scan"));
    common.replaceFirst(after);
  }

  /** Takes the next steps: those from STEP on, or towards the first step those before it. */
  private void turn(
      Ops ops, LoopVariables now, StepPlaces places, int direction, int stride, Body body) {
    Operand<TInt32> t = now.ints(Kind.STEP);
    Operand<TInt32> next = ops.math.add(t, ops.constant(direction * stride));
    Operand<TInt32> first = direction > 0 ? t : next;
    List<List<Operand<TFloat32>>> rows = new ArrayList<>();
    StepPlaces.Turn at = places.turn(ops, now, first, stride);
    List<Operand<TFloat32>> all = now.floats(Kind.SEQUENCE);
    for (int k = 0; k < all.size(); k++) {
      Sequence sequence = sequences.get(k);
      rows.add(sequence.at() == Sequence.At.BEFORE ? at.before(all.get(k)) : at.rows(all.get(k)));
    }
    List<Operand<TFloat32>> state = now.floats(Kind.CARRIED);
    List<List<Operand<TFloat32>>> written = new ArrayList<>();
    for (int n = 0; n < stride; n++) {
      int k = direction > 0 ? n : stride - 1 - n;
      List<Operand<TFloat32>> own = rows.stream().map(r -> r.get(k)).toList();
      List<Operand<TFloat32>> fitted = state.stream().map(s -> at.fitted(s, k)).toList();
      Turn turn = body.at(ops, fitted, now.floats(Kind.CONSTANT), own);
      state = turn.carried();
      written.add(direction > 0 ? written.size() : 0, turn.written());
    }
    Operand<TInt32> slot = now.ints(Kind.SLOT);
    now.replace(Kind.STEP, 0, next);
    now.replace(Kind.SLOT, 0, ops.math.add(slot, ops.constant(direction)));
    for (int k = 0; k < state.size(); k++) {
      now.replace(Kind.CARRIED, k, state.get(k));
    }
    for (int k = 0; k < written.get(0).size(); k++) {
      int which = k;
      List<Operand<TFloat32>> parts = written.stream().map(w -> w.get(which)).toList();
      now.replace(
          Kind.FLOW,
          0,
          ops.tensorArrayWrite(
              now.output(Kind.ARRAY, k),
              slot,
              parts.size() == 1 ? parts.get(0) : ops.concat(parts, ops.constant(0)),
              now.floats(Kind.FLOW).get(0)));
    }
  }
}
