package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.TensorArray;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

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
final class ScanLoop {
  /** What one turn makes of its step. */
  interface Body {
    Turn at(
        Ops tf,
        List<Operand<TFloat32>> carried,
        List<Operand<TFloat32>> constants,
        List<Operand<TFloat32>> step);
  }

  /** The state for the next turn and what this turn leaves behind. */
  record Turn(List<Operand<TFloat32>> carried, List<Operand<TFloat32>> written) {}

  private final Ops tf;
  private final Operand<TInt32> steps;
  private final List<Operand<TFloat32>> carried;
  private final List<Operand<TFloat32>> constants;
  private final List<Operand<TFloat32>> sequences;

  ScanLoop(
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
   * Places the loop from the last step to the first.
   *
   * @param written how many sequences the body leaves behind
   * @return the state after the last turn, and the written sequences in time order
   */
  Turn backwards(int written, Body body) {
    List<Output<?>> variables = new ArrayList<>();
    variables.add(tf.math.sub(steps, tf.constant(1)).asOutput());
    carried.forEach(c -> variables.add(c.asOutput()));
    constants.forEach(c -> variables.add(c.asOutput()));
    Operand<TInt32> indices = tf.range(tf.constant(0), steps, tf.constant(1));
    for (Operand<TFloat32> sequence : sequences) {
      TensorArray array = array();
      variables.add(array.handle());
      variables.add(
          tf.tensorArrayScatter(array.handle(), indices, sequence, array.flow()).asOutput());
    }
    int firstWritten = variables.size();
    for (int k = 0; k < written; k++) {
      TensorArray array = array();
      variables.add(array.handle());
      variables.add(array.flow());
    }

    Output<?>[] after =
        ((Graph) tf.scope().env())
            .whileLoop(
                variables.toArray(new Output<?>[0]),
                (graph, in, out) -> {
                  Ops ops = Ops.create(graph);
                  out[0] = ops.math.greaterEqual(ints(in[0]), ops.constant(0)).asOutput();
                },
                (graph, in, out) -> turn(Ops.create(graph), in, out, firstWritten, body),
                tf.scope().makeOpName("scan"));

    List<Operand<TFloat32>> state = new ArrayList<>();
    for (int k = 0; k < carried.size(); k++) {
      state.add(floats(after[1 + k]));
    }
    List<Operand<TFloat32>> stacked = new ArrayList<>();
    for (int k = 0; k < written; k++) {
      Output<?> handle = variables.get(firstWritten + 2 * k);
      Output<?> flow = after[firstWritten + 2 * k + 1];
      stacked.add(tf.tensorArrayGather(handle, indices, floats(flow), TFloat32.class));
    }
    return new Turn(state, stacked);
  }

  private void turn(Ops ops, Output<?>[] in, Output<?>[] out, int firstWritten, Body body) {
    Operand<TInt32> t = ints(in[0]);
    int firstConstant = 1 + carried.size();
    int firstSequence = firstConstant + constants.size();
    List<Operand<TFloat32>> step = new ArrayList<>();
    for (int k = firstSequence; k < firstWritten; k += 2) {
      step.add(ops.tensorArrayRead(in[k], t, floats(in[k + 1]), TFloat32.class));
    }
    Turn turn =
        body.at(
            ops, operands(in, 1, firstConstant), operands(in, firstConstant, firstSequence), step);

    for (int k = firstConstant; k < in.length; k++) {
      out[k] = ops.identity(in[k]).asOutput();
    }
    out[0] = ops.math.sub(t, ops.constant(1)).asOutput();
    for (int k = 0; k < carried.size(); k++) {
      out[1 + k] = turn.carried().get(k).asOutput();
    }
    for (int k = 0; k < turn.written().size(); k++) {
      int at = firstWritten + 2 * k;
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

  @SuppressWarnings("unchecked") // as above
  private static Operand<TInt32> ints(Output<?> output) {
    return (Operand<TInt32>) output;
  }
}
