package org.tributary.graph;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.LSTMBlockCellGrad;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.internal.graph.ScanLoop;
import org.tributary.layer.CellParameter;
import org.tributary.layer.StatePart;

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
 * with respect to the weights and the input are matrix products over all steps after the loop.
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

  private final SavedActivations saved;
  private final Gates gates;
  private final Ops tf;
  private final int hiddenSize;

  LstmBackward(SavedActivations saved, Gates gates) {
    this.saved = saved;
    this.gates = gates;
    this.tf = saved.tf();
    this.hiddenSize = saved.call().cell().hiddenSize();
  }

  /** Returns the backward pass of a scan, from its saved states and outputs. */
  static PackedCall.Backward of(CellScan scan) {
    Ops tf = scan.saved().tf();
    Operand<TFloat32> c = scan.states().get(StatePart.CELL); // [S, H]
    return (hidden, state) -> {
      Operand<TFloat32> sum =
          tf.math.add(scan.fromInput(), scan.fromHidden().orElseThrow()); // [S, 4·H]
      return new LstmBackward(scan.saved(), Gates.of(tf, sum, c)).build(hidden, state);
    };
  }

  /** Adds the backward pass to the graph; see {@link PackedCall.Backward}. */
  Gradients<Operand<TFloat32>> build(
      Operand<TFloat32> hidden, Map<String, Operand<TFloat32>> state) {
    CellWeights<TFloat32> weights = saved.call().weights();
    boolean projected = weights.projection().isPresent();
    boolean dense = saved.packing().dense();
    ScanLoop scan = new ScanLoop(tf, saved.packing());
    ScanLoop.Xs upstream = scan.xs(hidden);
    ScanLoop.Xs cellBefore = scan.xs(saved.packing().before(saved.states().get(1)));
    ScanLoop.Xs i = scan.xs(gates.i());
    ScanLoop.Xs f = scan.xs(gates.f());
    ScanLoop.Xs o = scan.xs(gates.o());
    ScanLoop.Xs g = scan.xs(gates.g());
    ScanLoop.Xs tanhC = scan.xs(gates.tanhC());
    Optional<ScanLoop.Xs> cellUpstream = // if the loss depends on c
        Optional.ofNullable(state.get(StatePart.CELL)).map(scan::xs);
    Optional<ScanLoop.Xs> emptyColumns = // if the batch shrinks
        dense
            ? Optional.empty()
            : Optional.of(scan.xs(tf.slice(hidden, tf.array(0, 0), tf.array(-1, 0))));
    Operand<TFloat32> recurrent =
        permuted(
            saved.after(hidden).identity(weights.hiddenHidden()),
            CellParameter.WEIGHT_HIDDEN_HIDDEN); // [4H, P]
    SavedActivations.Recurrence recurrence = saved.recurrence(scan, recurrent);
    ScanLoop.Constant noPeephole = scan.constant(zeros(tf.array(hiddenSize)));
    ScanLoop.Constant unusedWeights = // any of this size, of which the layer may have one
        scan.constant(
            projected
                ? zeros(tf.array(hiddenSize, 4 * hiddenSize))
                : tf.reshape(weights.hiddenHidden(), tf.array(hiddenSize, 4 * hiddenSize)));
    ScanLoop.Constant unusedBias = scan.constant(zeros(tf.array(4 * hiddenSize)));
    Optional<ScanLoop.Constant> emptyRows = // if every step has all rows
        dense
            ? Optional.of(
                scan.constant(zeros(tf.stack(List.of(saved.packing().allRows(), tf.constant(0))))))
            : Optional.empty();
    Optional<ScanLoop.Constant> projection = weights.projection().map(scan::constant);
    ScanLoop.Ys gradientOfGates = scan.ys(4 * hiddenSize);
    Optional<ScanLoop.Ys> gradientOfHidden =
        projected ? Optional.of(scan.ys(saved.call().cell().outputSize())) : Optional.empty();
    List<Operand<TFloat32>> initial = saved.zeros(recurrent).parts();
    ScanLoop.Carry hiddenFromLater = scan.carry(initial.get(0));
    ScanLoop.Carry cellFromLater = scan.carry(initial.get(1));
    ScanLoop.Result loop =
        scan.scanReverse(
            (ops, step) -> {
              Operand<TFloat32> dh =
                  ops.math.add(step.get(upstream), step.get(hiddenFromLater)); // [n, P]
              Operand<TFloat32> dm =
                  projection
                      .<Operand<TFloat32>>map(slot -> ops.linalg.matMul(dh, step.get(slot)))
                      .orElse(dh); // [n, H]
              Operand<TFloat32> later = step.get(cellFromLater);
              Operand<TFloat32> dc =
                  cellUpstream
                      .<Operand<TFloat32>>map(slot -> ops.math.add(later, step.get(slot)))
                      .orElse(later); // [n, H]
              Operand<TFloat32> before = step.get(cellBefore);
              Operand<TFloat32> peephole = step.get(noPeephole);
              Operand<TFloat32> noInput = // [n, 0]
                  emptyRows.map(step::get).or(() -> emptyColumns.map(step::get)).orElseThrow();
              LSTMBlockCellGrad<TFloat32> grad =
                  ops.nn.lSTMBlockCellGrad(
                      noInput,
                      before,
                      before,
                      step.get(unusedWeights),
                      peephole,
                      peephole,
                      peephole,
                      step.get(unusedBias),
                      step.get(i),
                      before, // c itself is read for peepholes only
                      step.get(f),
                      step.get(o),
                      step.get(g),
                      step.get(tanhC),
                      dc,
                      dm,
                      false);
              Operand<TFloat32> da = grad.dicfo(); // [n, 4H]
              step.replace(hiddenFromLater, recurrence.toPreviousHidden(ops, step, da));
              step.replace(cellFromLater, grad.csPrevGrad());
              step.write(gradientOfGates, da);
              gradientOfHidden.ifPresent(slot -> step.write(slot, dh));
            });
    Operand<TFloat32> toGates = loop.get(gradientOfGates); // [S, 4H], gates i, g, f, o
    Map<CellParameter, Operand<TFloat32>> toWeights =
        saved.toWeights(toGates, saved.recurrentInput());
    toWeights.replaceAll((kind, gradient) -> permuted(gradient, kind));
    gradientOfHidden.ifPresent(
        slot -> toWeights.put(CellParameter.WEIGHT_PROJECTION, toProjection(loop.get(slot))));
    return saved.gradients(
        saved.product(toGates, permuted(weights.inputHidden(), CellParameter.WEIGHT_INPUT_HIDDEN)),
        CellState.of(loop.get(hiddenFromLater), loop.get(cellFromLater)),
        toWeights);
  }

  private Operand<TFloat32> zeros(Operand<TInt32> shape) {
    return tf.fill(shape, tf.constant(0f));
  }

  /**
   * Converts a weight or bias, or its gradient, between the gate orders i, f, g, o and i, g, f, o;
   * its own inverse. Each gate is moved as one block, not row by row.
   */
  private Operand<TFloat32> permuted(Operand<TFloat32> gates, CellParameter kind) {
    Operand<TFloat32> each = tf.reshape(gates, tf.array(4, -1));
    return tf.reshape(
        tf.gather(each, tf.array(0, 2, 1, 3), tf.constant(0)),
        tf.constant(saved.call().cell().shape(kind).asArray()));
  }

  /**
   * Computes the gradient with respect to {@code weight_hr}, [P, H], from that with respect to
   * every h, [S, P].
   */
  private Operand<TFloat32> toProjection(Operand<TFloat32> toHidden) {
    return saved.outer(toHidden, tf.math.mul(gates.o(), gates.tanhC()));
  }
}
