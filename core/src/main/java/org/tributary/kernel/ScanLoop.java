package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.TensorArray;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * A loop over the steps of sequences, on TensorFlow's while loop and tensor arrays: the number of
 * steps and rows stay open, so one graph serves every length. A loop body sees nothing outside it,
 * so everything it needs is handed in by kind:
 *
 * <pre>
 *   carried     state that each turn replaces
 *   constants   the same in every turn
 *   sequences   [T, ...], of which a turn sees its own step
 *   written     what each turn leaves behind, stacked to [T, ...] after the loop
 * </pre>
 */
public final class ScanLoop {
  /** What one turn makes of its step. */
  public interface Body {
    /**
     * Places one turn.
     *
     * @param tf where to build: inside the loop
     * @param carried the state that the turn before left
     * @param constants as they were handed in
     * @param step each sequence's element of this step
     */
    Turn at(
        Ops tf,
        List<Operand<TFloat32>> carried,
        List<Operand<TFloat32>> constants,
        List<Operand<TFloat32>> step);
  }

  /**
   * What a turn, or the whole loop, gives.
   *
   * @param carried the state for the next turn
   * @param written what this turn leaves behind
   */
  public record Turn(List<Operand<TFloat32>> carried, List<Operand<TFloat32>> written) {}

  private final Ops tf;
  private final Operand<TInt32> steps;
  private final List<Operand<TFloat32>> carried;
  private final List<Operand<TFloat32>> constants;
  private final List<Operand<TFloat32>> sequences;

  /**
   * A loop over given values.
   *
   * @param steps T, a scalar
   * @param carried the state before the first turn
   * @param constants the same in every turn
   * @param sequences [T, ...] each
   */
  public ScanLoop(
      Ops tf,
      Operand<TInt32> steps,
      List<Operand<TFloat32>> carried,
      List<Operand<TFloat32>> constants,
      List<Operand<TFloat32>> sequences) {
    this.tf = tf;
    this.steps = steps;
    this.carried = carried;
    this.constants = constants;
    this.sequences = sequences;
  }

  /**
   * Places the loop from the first step to the last.
   *
   * @param widths the last dimension of each sequence that the body leaves behind
   * @return the state after the last turn, and the written sequences in time order
   */
  public Turn forwards(List<Integer> widths, Body body) {
    // the condition sees loop variables only, so the number of steps is one of them
    return place(
        List.of(tf.constant(0), steps),
        (ops, counters) -> ops.math.less(counters.get(0), counters.get(1)),
        1,
        widths,
        body);
  }

  /**
   * Places the loop from the last step to the first.
   *
   * @param widths the last dimension of each sequence that the body leaves behind
   * @return the state after the last turn, and the written sequences in time order
   */
  public Turn backwards(List<Integer> widths, Body body) {
    return place(
        List.of(tf.math.sub(steps, tf.constant(1))),
        (ops, counters) -> ops.math.greaterEqual(counters.get(0), ops.constant(0)),
        -1,
        widths,
        body);
  }

  /** Whether there is another turn; the first counter is the step. */
  private interface Condition {
    Operand<TBool> at(Ops tf, List<Operand<TInt32>> counters);
  }

  private Turn place(
      List<Operand<TInt32>> counters,
      Condition condition,
      int stride,
      List<Integer> widths,
      Body body) {
    List<Output<?>> variables = new ArrayList<>();
    counters.forEach(c -> variables.add(c.asOutput()));
    int firstCarried = variables.size();
    carried.forEach(c -> variables.add(c.asOutput()));
    int firstConstant = variables.size();
    constants.forEach(c -> variables.add(c.asOutput()));
    int firstSequence = variables.size();
    Operand<TInt32> indices = tf.range(tf.constant(0), steps, tf.constant(1));
    for (Operand<TFloat32> sequence : sequences) {
      TensorArray array = array();
      variables.add(array.handle());
      variables.add(
          tf.tensorArrayScatter(array.handle(), indices, sequence, array.flow()).asOutput());
    }
    int firstWritten = variables.size();
    for (int k = 0; k < widths.size(); k++) {
      TensorArray array = array();
      variables.add(array.handle());
      variables.add(array.flow());
    }
    Places places = new Places(firstCarried, firstConstant, firstSequence, firstWritten);

    Output<?>[] after =
        ((Graph) tf.scope().env())
            .whileLoop(
                variables.toArray(new Output<?>[0]),
                (graph, in, out) ->
                    out[0] =
                        condition
                            .at(TensorFlowRuntime.inside(graph, tf), ints(in, firstCarried))
                            .asOutput(),
                (graph, in, out) ->
                    turn(TensorFlowRuntime.inside(graph, tf), in, out, places, stride, body),
                tf.scope().makeOpName("scan"));

    List<Operand<TFloat32>> stacked = new ArrayList<>();
    for (int k = 0; k < widths.size(); k++) {
      Output<?> handle = variables.get(firstWritten + 2 * k);
      Output<?> flow = after[firstWritten + 2 * k + 1];
      stacked.add(
          tf.ensureShape(
              tf.tensorArrayGather(handle, indices, floats(flow), TFloat32.class),
              Shape.of(-1, -1, widths.get(k))));
    }
    return new Turn(operands(after, firstCarried, firstConstant), stacked);
  }

  /** Where each kind begins among the loop's variables; counters come first. */
  private record Places(int carried, int constants, int sequences, int written) {}

  private static void turn(
      Ops ops, Output<?>[] in, Output<?>[] out, Places places, int stride, Body body) {
    Operand<TInt32> t = ints(in, 1).get(0);
    List<Operand<TFloat32>> step = new ArrayList<>();
    for (int k = places.sequences(); k < places.written(); k += 2) {
      step.add(ops.tensorArrayRead(in[k], t, floats(in[k + 1]), TFloat32.class));
    }
    Turn turn =
        body.at(
            ops,
            operands(in, places.carried(), places.constants()),
            operands(in, places.constants(), places.sequences()),
            step);

    for (int k = 0; k < in.length; k++) {
      boolean replaced = k == 0 || (k >= places.carried() && k < places.constants());
      boolean flow = k > places.written() && (k - places.written()) % 2 == 1;
      if (!replaced && !flow) {
        out[k] = ops.identity(in[k]).asOutput();
      }
    }
    out[0] = ops.math.add(t, ops.constant(stride)).asOutput();
    for (int k = 0; k < turn.carried().size(); k++) {
      out[places.carried() + k] = turn.carried().get(k).asOutput();
    }
    for (int k = 0; k < turn.written().size(); k++) {
      int at = places.written() + 2 * k;
      out[at + 1] =
          ops.tensorArrayWrite(in[at], t, turn.written().get(k), floats(in[at + 1])).asOutput();
    }
  }

  private TensorArray array() {
    return tf.tensorArray(
        steps,
        TFloat32.class,
        TensorArray.clearAfterRead(false),
        TensorArray.identicalElementShapes(true));
  }

  private static List<Operand<TFloat32>> operands(Output<?>[] outputs, int from, int to) {
    List<Operand<TFloat32>> operands = new ArrayList<>();
    for (int k = from; k < to; k++) {
      operands.add(floats(outputs[k]));
    }
    return operands;
  }

  @SuppressWarnings("unchecked") // the loop's variables keep the types they were given
  private static Operand<TFloat32> floats(Output<?> output) {
    return (Operand<TFloat32>) output;
  }

  private static List<Operand<TInt32>> ints(Output<?>[] outputs, int count) {
    List<Operand<TInt32>> operands = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      operands.add(ints(outputs[k]));
    }
    return operands;
  }

  @SuppressWarnings("unchecked") // as above
  private static Operand<TInt32> ints(Output<?> output) {
    return (Operand<TInt32>) output;
  }
}
