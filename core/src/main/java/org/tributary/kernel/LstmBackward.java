package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.LSTMBlockCellGrad;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.CellWeights;
import org.tributary.cell.LstmState;

/**
 * The gradients of an LSTM over time, written by hand (Greff et al. 2017, appendix A). With δh and
 * δc what later steps send back, one step is
 *
 * <pre>
 *   δh_t = ∂h_t + δh            δm_t = δh_t, or δh_t W_hr with a projection
 *   δc_t = ∂c_t + δc + δm_t o (1 - tanh²(c))
 *   δa_t = (δc_t g i(1-i), δc_t c_{t-1} f(1-f), δc_t i (1-g²), δm_t tanh(c) o(1-o))
 *   δc   = δc_t f               δh   = δa_t W_hh
 * </pre>
 *
 * TensorFlow's LSTMBlockCellGrad computes δa_t and δc in one operation, with the gates in the order
 * i, g, f, o: the weights are brought into it before the loop and their gradients out of it after.
 * The gradients of the weights and the input are large products after the loop.
 */
final class LstmBackward {
  /** What the gates were, and tanh of the cell states, each [S, H]. */
  record Gates(
      Operand<TFloat32> i,
      Operand<TFloat32> f,
      Operand<TFloat32> g,
      Operand<TFloat32> o,
      Operand<TFloat32> tanhC) {

    /** The gates from what stood before them, {@code sum} [S, 4H], and {@code c} [S, H]. */
    static Gates of(Ops tf, Operand<TFloat32> sum, Operand<TFloat32> c) {
      List<Output<TFloat32>> parts = tf.split(tf.constant(1), sum, 4L).output();
      return new Gates(
          tf.math.sigmoid(parts.get(0)),
          tf.math.sigmoid(parts.get(1)),
          tf.math.tanh(parts.get(2)),
          tf.math.sigmoid(parts.get(3)),
          tf.math.tanh(c));
    }
  }

  /** Where things stand among a step's sequences. */
  private static final int UPSTREAM = 0;

  private static final int CELL_BEFORE = 1;
  private static final int GATES = 2;
  private static final int CELL_UPSTREAM = 7; // where the loss sees c

  private final SavedActivations tape;
  private final Gates gates;
  private final Ops tf;
  private final boolean projected;
  private final int hiddenSize;

  LstmBackward(SavedActivations tape, Gates gates) {
    this.tape = tape;
    this.gates = gates;
    this.tf = tape.tf();
    this.projected = tape.call().weights().projection().isPresent();
    this.hiddenSize = tape.call().cell().hiddenSize();
  }

  /** Places the backward pass; see {@link PackedRun.Backward}. */
  PackedRun.Gradients place(Operand<TFloat32> hidden, Optional<Operand<TFloat32>> cell) {
    List<Operand<TFloat32>> sequences = new ArrayList<>();
    sequences.add(hidden);
    sequences.add(tape.packing().before(tape.states().get(1)));
    for (Operand<TFloat32> gate :
        List.of(gates.i(), gates.f(), gates.o(), gates.g(), gates.tanhC())) {
      sequences.add(gate);
    }
    cell.ifPresent(sequences::add);
    if (!tape.packing().steady()) {
      sequences.add(tf.slice(hidden, tf.array(0, 0), tf.array(-1, 0))); // no input
    }
    CellWeights<TFloat32> weights = tape.call().weights();
    int inputSize = tape.call().cell().inputSize();
    int outputSize = tape.call().cell().outputSize();
    Operand<TFloat32> recurrent =
        swapped(tape.upon(hidden).identity(weights.hiddenHidden()), outputSize); // [4H, P]
    List<Operand<TFloat32>> constants = new ArrayList<>(tape.recurrence(recurrent));
    constants.add(tf.fill(tf.array(hiddenSize), tf.constant(0f))); // no peephole
    constants.add(unread(weights));
    constants.add(tf.fill(tf.array(4 * hiddenSize), tf.constant(0f))); // not read
    if (tape.packing().steady()) {
      constants.add(
          tf.fill( // no input
              tf.stack(List.of(tape.packing().allRows(), tf.constant(0))), tf.constant(0f)));
    }
    weights.projection().ifPresent(constants::add);
    int gateSize = 4 * hiddenSize;
    List<Integer> written = projected ? List.of(gateSize, outputSize) : List.of(gateSize);
    ScanLoop.Turn loop =
        new ScanLoop(tf, tape.packing(), tape.zeros(recurrent), constants, sequences)
            .backwards(
                written,
                (ops, carried, given, step) -> step(ops, carried, given, step, cell.isPresent()));

    Operand<TFloat32> toGates = loop.written().get(0); // [S, 4H], gates i, g, f, o
    PackedRun.Gradients back =
        tape.gradients(
            toGates,
            swapped(weights.inputHidden(), inputSize),
            new LstmState<>(loop.carried().get(0), loop.carried().get(1)),
            projected ? Optional.of(toProjection(loop.written().get(1))) : Optional.empty());
    CellWeights<TFloat32> toWeights = back.weights();
    return new PackedRun.Gradients(
        back.input(),
        back.initial(),
        new CellWeights<>(
            swapped(toWeights.inputHidden(), inputSize),
            swapped(toWeights.hiddenHidden(), outputSize),
            toWeights.biases().map(b -> both(swapped(b.inputHidden()))),
            toWeights.projection()));
  }

  /** Anything of [H, 4H], at no cost where there is something of that size. */
  private Operand<TFloat32> unread(CellWeights<TFloat32> weights) {
    return projected
        ? tf.fill(tf.array(hiddenSize, 4 * hiddenSize), tf.constant(0f))
        : tf.reshape(weights.hiddenHidden(), tf.array(hiddenSize, 4 * hiddenSize));
  }

  private ScanLoop.Turn step(
      Ops ops,
      List<Operand<TFloat32>> carried,
      List<Operand<TFloat32>> constants,
      List<Operand<TFloat32>> step,
      boolean cellIsSeen) {
    int given = tape.masked() ? 2 : 1;
    Operand<TFloat32> dh = ops.math.add(step.get(UPSTREAM), carried.get(0)); // [n, P]
    Operand<TFloat32> dm =
        projected ? ops.linalg.matMul(dh, constants.get(constants.size() - 1)) : dh; // [n, H]
    Operand<TFloat32> dc =
        cellIsSeen
            ? ops.math.add(carried.get(1), step.get(CELL_UPSTREAM))
            : carried.get(1); // [n, H]
    Operand<TFloat32> noPeephole = constants.get(given);
    Operand<TFloat32> before = step.get(CELL_BEFORE);
    Operand<TFloat32> noInput = // [n, 0]
        tape.packing().steady() ? constants.get(given + 3) : step.get(step.size() - 1);
    LSTMBlockCellGrad<TFloat32> grad =
        ops.nn.lSTMBlockCellGrad(
            noInput,
            before,
            before,
            constants.get(given + 1),
            noPeephole,
            noPeephole,
            noPeephole,
            constants.get(given + 2),
            step.get(GATES),
            before, // c itself is read for peepholes only
            step.get(GATES + 1),
            step.get(GATES + 2),
            step.get(GATES + 3),
            step.get(GATES + 4),
            dc,
            dm,
            false);
    Operand<TFloat32> da = grad.dicfo(); // [n, 4H]
    return new ScanLoop.Turn(
        List.of(
            SavedActivations.toHidden(
                ops, ops.linalg.matMul(da, constants.get(0)), constants, tape.masked()),
            grad.csPrevGrad()),
        projected ? List.of(da, dh) : List.of(da));
  }

  /**
   * Between the gate orders i, f, g, o and i, g, f, o, along the first axis; its own inverse. Each
   * gate is moved as a whole, not row by row.
   *
   * @param rest the sizes of the other axes
   */
  private Operand<TFloat32> swapped(Operand<TFloat32> gates, int... rest) {
    int[] shape = IntStream.concat(IntStream.of(-1), IntStream.of(rest)).toArray();
    Operand<TFloat32> each = tf.reshape(gates, tf.array(4, -1));
    return tf.reshape(tf.gather(each, tf.array(0, 2, 1, 3), tf.constant(0)), tf.array(shape));
  }

  private static CellWeights.Biases<TFloat32> both(Operand<TFloat32> bias) {
    return new CellWeights.Biases<>(bias, bias);
  }

  /** The gradient to {@code weight_hr}, [P, H], from the one to every h, [S, P]. */
  private Operand<TFloat32> toProjection(Operand<TFloat32> toHidden) {
    return tape.outer(toHidden, tf.math.mul(gates.o(), gates.tanhC()));
  }
}
