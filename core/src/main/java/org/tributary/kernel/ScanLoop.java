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
 * small operations. Of what is left over the last turn is made, whose other steps have no rows;
 * where every step has all rows, there are turns of one.
 */
public final class ScanLoop {
  /**
   * Steps in a turn: the more, the fewer turns, but the more steps are left over for single ones.
   */
  private static final int STRIDE = 8;

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
  private final List<Operand<TFloat32>> sequences;
  private final Purpose purpose;

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
      List<Operand<TFloat32>> sequences) {
    this(tf, packing, carried, constants, sequences, Purpose.TRAINING);
  }

  private ScanLoop(
      Ops tf,
      Packing packing,
      List<Operand<TFloat32>> carried,
      List<Operand<TFloat32>> constants,
      List<Operand<TFloat32>> sequences,
      Purpose purpose) {
    this.tf = tf;
    this.packing = packing;
    this.carried = carried;
    this.constants = constants;
    this.sequences = sequences;
    this.purpose = purpose;
  }

  /**
   * The same loop for {@code purpose}: in inference it does not write those sequences that nobody
   * reads afterwards.
   */
  public ScanLoop suiting(Purpose purpose) {
    return new ScanLoop(tf, packing, carried, constants, sequences, purpose);
  }

  /**
   * Places the loop from the first step to the last; rows fall away as they are over.
   *
   * @param widths the last dimension of each sequence that the body leaves behind
   * @return the state after the last step, to be read only where {@code packing} is steady, and the
   *     written sequences, packed
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
    boolean training = purpose == Purpose.TRAINING;
    LoopIterations.All turns =
        packing.steady()
            ? LoopIterations.whole(tf, packing.steps(), direction, STRIDE)
            : LoopIterations.begun(tf, packing.steps(), direction, STRIDE);
    LoopVariables variables = new LoopVariables();
    variables.add(Kind.TURN, turns.first());
    carried.forEach(c -> variables.add(Kind.CARRIED, c));
    constants.forEach(c -> variables.add(Kind.CONSTANT, c));
    StepIndices places = new StepIndices(tf, packing);
    sequences.forEach(s -> variables.add(Kind.SEQUENCE, places.entering(s)));
    List<TensorArray> arrays = new ArrayList<>();
    for (int width : widths) {
      TensorArray array =
          tf.tensorArray(
              turns.count(), TFloat32.class, TensorArray.elementShape(Shape.of(-1, width)));
      arrays.add(array);
      variables.add(Kind.ARRAY, array.handle());
      // a flow only says what is written before what. In training one goes through all arrays; in
      // inference each has its own, so that TensorFlow leaves out those that nobody reads
      if (arrays.size() == 1 || !training) {
        variables.add(Kind.FLOW, array.flow());
      }
    }
    turns.loops().forEach(loop -> loop(variables, places, loop, body));

    List<Operand<TFloat32>> written = new ArrayList<>();
    for (int k = 0; k < widths.size(); k++) {
      Operand<TFloat32> joined =
          tf.tensorArrayConcat(
                  arrays.get(k).handle(),
                  flow(variables, k),
                  TFloat32.class,
                  TensorArrayConcat.elementShapeExcept0(Shape.of(widths.get(k))))
              .value();
      written.add(tf.ensureShape(joined, Shape.of(-1, widths.get(k))));
    }
    return new Turn(variables.floats(Kind.CARRIED), written);
  }

  private static Operand<TFloat32> flow(LoopVariables variables, int array) {
    return variables.floats(Kind.FLOW).get(flowOf(variables, array));
  }

  private static int flowOf(LoopVariables variables, int array) {
    return Math.min(array, variables.floats(Kind.FLOW).size() - 1);
  }

  private void loop(LoopVariables common, StepIndices places, LoopIterations turns, Body body) {
    LoopVariables outside = common.copy();
    outside.add(Kind.BOUND, turns.bound());
    places.addTo(outside, turns);
    common.replaceVariables(
        WhileLoop.place(
            tf,
            "scan",
            outside.values(),
            (ops, seen) -> {
              LoopVariables now = outside.with(seen);
              return turns.goesOn(ops, now.ints(Kind.TURN), now.ints(Kind.BOUND));
            },
            (ops, seen) -> {
              LoopVariables now = outside.with(seen);
              turn(ops, now, places.turn(ops, now, turns), turns, body);
              return now.values().variables();
            }));
  }

  /** Takes the steps of the turn that {@code now} is at. */
  private void turn(
      Ops ops, LoopVariables now, StepIndices.Turn at, LoopIterations turns, Body body) {
    List<List<Operand<TFloat32>>> rows = now.floats(Kind.SEQUENCE).stream().map(at::rows).toList();
    List<Operand<TFloat32>> state = now.floats(Kind.CARRIED);
    List<List<Operand<TFloat32>>> written = new ArrayList<>();
    for (int n = 0; n < turns.stride(); n++) {
      int k = turns.direction() > 0 ? n : turns.stride() - 1 - n;
      List<Operand<TFloat32>> own = rows.stream().map(r -> r.get(k)).toList();
      List<Operand<TFloat32>> fitted = state.stream().map(s -> at.fitted(s, k)).toList();
      Turn turn = body.at(ops, fitted, now.floats(Kind.CONSTANT), own);
      state = turn.carried();
      written.add(turns.direction() > 0 ? written.size() : 0, turn.written());
    }
    for (int k = 0; k < written.get(0).size(); k++) {
      int which = k;
      List<Operand<TFloat32>> parts = written.stream().map(w -> w.get(which)).toList();
      now.replace(
          Kind.FLOW,
          flowOf(now, k),
          ops.tensorArrayWrite(
              now.output(Kind.ARRAY, k),
              now.ints(Kind.TURN),
              parts.size() == 1 ? parts.get(0) : ops.concat(parts, ops.constant(0)),
              flow(now, k)));
    }
    for (int k = 0; k < state.size(); k++) {
      now.replace(Kind.CARRIED, k, state.get(k));
    }
    now.replace(Kind.TURN, 0, ops.math.add(now.ints(Kind.TURN), ops.constant(turns.direction())));
  }
}
