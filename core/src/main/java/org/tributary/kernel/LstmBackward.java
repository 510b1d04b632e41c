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
 * Backpropagation through time for an LSTM, derived by hand (Greff et al. 2017, appendix A). With
 * δh and δc the gradients from later steps, one step is
 *
 * <pre>
 *   δh_t = ∂h_t + δh            δm_t = δh_t, or δh_t W_hr with a projection
 *   δc_t = ∂c_t + δc + δm_t o (1 - tanh²(c))
 *   δa_t = (δc_t g i(1-i), δc_t c_{t-1} f(1-f), δc_t i (1-g²), δm_t tanh(c) o(1-o))
 *   δc   = δc_t f               δh   = δa_t W_hh
 * </pre>
 *
 * TensorFlow's LSTMBlockCellGrad computes δa_t and δc in one operation, with the gate order i, g,
 * f, o: the weights are permuted before the loop and their gradients back after it. The gradients
 * to the weights and the input are matrix products over all steps after the loop.
 */
final class LstmBackward {
  /** The gates' activations and tanh of the cell state, each [S, H]. */
  record Gates(
      Operand<TFloat32> i,
      Operand<TFloat32> f,
      Operand<TFloat32> g,
      Operand<TFloat32> o,
      Operand<TFloat32> tanhC) {

    /**
     * Computes the activations from the pre-activations {@code sum} [S, 4H] and {@code c} [S, H].
     */
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

  /** Indices of a step's inputs. */
  private static final int UPSTREAM = 0;

  private static final int CELL_BEFORE = 1;
  private static final int GATES = 2;
  private static final int CELL_UPSTREAM = 7; // present if the loss depends on c

  private final SavedActivations saved;
  private final Gates gates;
  private final Ops tf;
  private final boolean projected;
  private final int hiddenSize;

  LstmBackward(SavedActivations saved, Gates gates) {
    this.saved = saved;
    this.gates = gates;
    this.tf = saved.tf();
    this.projected = saved.call().weights().projection().isPresent();
    this.hiddenSize = saved.call().cell().hiddenSize();
  }

  /** Adds the backward pass to the graph; see {@link PackedForward.Backward}. */
  PackedForward.Gradients build(Operand<TFloat32> hidden, Optional<Operand<TFloat32>> cell) {
    List<Operand<TFloat32>> sequences = new ArrayList<>();
    sequences.add(hidden);
    sequences.add(saved.packing().before(saved.states().get(1)));
    for (Operand<TFloat32> gate :
        List.of(gates.i(), gates.f(), gates.o(), gates.g(), gates.tanhC())) {
      sequences.add(gate);
    }
    cell.ifPresent(sequences::add);
    if (!saved.packing().dense()) {
      sequences.add(tf.slice(hidden, tf.array(0, 0), tf.array(-1, 0))); // no input
    }
    CellWeights<TFloat32> weights = saved.call().weights();
    int inputSize = saved.call().cell().inputSize();
    int outputSize = saved.call().cell().outputSize();
    Operand<TFloat32> recurrent =
        permuted(saved.after(hidden).identity(weights.hiddenHidden()), outputSize); // [4H, P]
    List<Operand<TFloat32>> constants = new ArrayList<>(saved.recurrence(recurrent));
    constants.add(tf.fill(tf.array(hiddenSize), tf.constant(0f))); // no peephole
    constants.add(unused(weights));
    constants.add(tf.fill(tf.array(4 * hiddenSize), tf.constant(0f))); // not read
    if (saved.packing().dense()) {
      constants.add(
          tf.fill( // no input
              tf.stack(List.of(saved.packing().allRows(), tf.constant(0))), tf.constant(0f)));
    }
    weights.projection().ifPresent(constants::add);
    int gateSize = 4 * hiddenSize;
    List<Integer> widths = projected ? List.of(gateSize, outputSize) : List.of(gateSize);
    ScanLoop.Result loop =
        new ScanLoop(tf, saved.packing(), saved.zeros(recurrent), constants, sequences)
            .backwards(
                widths, (ops, carry, inputs, x) -> step(ops, carry, inputs, x, cell.isPresent()));

    Operand<TFloat32> toGates = loop.ys().get(0); // [S, 4H], gates i, g, f, o
    PackedForward.Gradients gradients =
        saved.gradients(
            toGates,
            permuted(weights.inputHidden(), inputSize),
            new LstmState<>(loop.carry().get(0), loop.carry().get(1)),
            projected ? Optional.of(toProjection(loop.ys().get(1))) : Optional.empty());
    CellWeights<TFloat32> toWeights = gradients.weights();
    return new PackedForward.Gradients(
        gradients.input(),
        gradients.initial(),
        new CellWeights<>(
            permuted(toWeights.inputHidden(), inputSize),
            permuted(toWeights.hiddenHidden(), outputSize),
            toWeights.biases().map(b -> both(permuted(b.inputHidden()))),
            toWeights.projection()));
  }

  /** Returns any tensor of [H, 4H] that costs nothing where one of that size exists. */
  private Operand<TFloat32> unused(CellWeights<TFloat32> weights) {
    return projected
        ? tf.fill(tf.array(hiddenSize, 4 * hiddenSize), tf.constant(0f))
        : tf.reshape(weights.hiddenHidden(), tf.array(hiddenSize, 4 * hiddenSize));
  }

  private ScanLoop.Result step(
      Ops ops,
      List<Operand<TFloat32>> carry,
      List<Operand<TFloat32>> constants,
      List<Operand<TFloat32>> x,
      boolean hasCellUpstream) {
    int first = saved.masked() ? 2 : 1;
    Operand<TFloat32> dh = ops.math.add(x.get(UPSTREAM), carry.get(0)); // [n, P]
    Operand<TFloat32> dm =
        projected ? ops.linalg.matMul(dh, constants.get(constants.size() - 1)) : dh; // [n, H]
    Operand<TFloat32> dc =
        hasCellUpstream ? ops.math.add(carry.get(1), x.get(CELL_UPSTREAM)) : carry.get(1); // [n, H]
    Operand<TFloat32> noPeephole = constants.get(first);
    Operand<TFloat32> before = x.get(CELL_BEFORE);
    Operand<TFloat32> emptyInput = // [n, 0]
        saved.packing().dense() ? constants.get(first + 3) : x.get(x.size() - 1);
    LSTMBlockCellGrad<TFloat32> grad =
        ops.nn.lSTMBlockCellGrad(
            emptyInput,
            before,
            before,
            constants.get(first + 1),
            noPeephole,
            noPeephole,
            noPeephole,
            constants.get(first + 2),
            x.get(GATES),
            before, // c itself is read for peepholes only
            x.get(GATES + 1),
            x.get(GATES + 2),
            x.get(GATES + 3),
            x.get(GATES + 4),
            dc,
            dm,
            false);
    Operand<TFloat32> da = grad.dicfo(); // [n, 4H]
    return new ScanLoop.Result(
        List.of(
            SavedActivations.toPreviousHidden(
                ops, ops.linalg.matMul(da, constants.get(0)), constants, saved.masked()),
            grad.csPrevGrad()),
        projected ? List.of(da, dh) : List.of(da));
  }

  /**
   * Converts between the gate orders i, f, g, o and i, g, f, o along the first axis; its own
   * inverse. Each gate is moved as one block, not row by row.
   *
   * @param rest sizes of the other axes
   */
  private Operand<TFloat32> permuted(Operand<TFloat32> gates, int... rest) {
    int[] shape = IntStream.concat(IntStream.of(-1), IntStream.of(rest)).toArray();
    Operand<TFloat32> each = tf.reshape(gates, tf.array(4, -1));
    return tf.reshape(tf.gather(each, tf.array(0, 2, 1, 3), tf.constant(0)), tf.array(shape));
  }

  private static CellWeights.Biases<TFloat32> both(Operand<TFloat32> bias) {
    return new CellWeights.Biases<>(bias, bias);
  }

  /** Computes the gradient to {@code weight_hr}, [P, H], from the gradient to every h, [S, P]. */
  private Operand<TFloat32> toProjection(Operand<TFloat32> toHidden) {
    return saved.outer(toHidden, tf.math.mul(gates.o(), gates.tanhC()));
  }
}
