package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.cell.CellWeights;
import org.tributary.cell.LstmState;

/**
 * The gradients of an LSTM over time, written by hand (Greff et al. 2017, appendix A). With δh and
 * δc what later steps send back, one step is
 *
 * <pre>
 *   δh_t = ∂h_t + δh            δc_t = ∂c_t + δc + δh_t ⊙ K      K = o ⊙ (1 - tanh²(c))
 *   δa_t = (δc_t, δc_t, δc_t, δh_t) ⊙ P                           before the gates i, f, g, o
 *   δc   = δc_t ⊙ f             δh   = δa_t W_hh
 *
 *   P = (g i(1-i), c_{t-1} f(1-f), i (1-g²), tanh(c) o(1-o))
 * </pre>
 *
 * K and P need no recurrence and are computed for all steps at once before the loop; the gradients
 * of the weights and the input are large products after it.
 */
final class LstmBackward {
  /** What the forward pass left: gates, cell states, tanh of them, outputs, each [T, N, H]. */
  record Tape(
      Operand<TInt32> steps,
      Operand<TFloat32> i,
      Operand<TFloat32> f,
      Operand<TFloat32> g,
      Operand<TFloat32> o,
      Operand<TFloat32> c,
      Operand<TFloat32> tanhC,
      Operand<TFloat32> h) {}

  private final Ops tf;
  private final KernelCall<TFloat32> call;
  private final Tape tape;
  private final Operand<TFloat32> one;

  LstmBackward(Ops tf, KernelCall<TFloat32> call, Tape tape) {
    this.tf = tf;
    this.call = call;
    this.tape = tape;
    this.one = tf.constant(1f);
  }

  /** Places the backward pass; see {@link KernelRun#backward}. */
  KernelGradients<TFloat32> place(Operand<TFloat32> hidden, Optional<Operand<TFloat32>> cell) {
    Operand<TFloat32> cBefore = before(call.initial().cell(), tape.c()); // [T, N, H]
    Operand<TFloat32> hBefore = before(call.initial().hidden(), tape.h()); // [T, N, H]
    Operand<TFloat32> throughTanh = times(tape.o(), oneMinusSquare(tape.tanhC())); // [T, N, H]
    Operand<TFloat32> throughGates =
        tf.concat(
            List.of(
                times(tape.g(), sigmoidSlope(tape.i())),
                times(cBefore, sigmoidSlope(tape.f())),
                times(tape.i(), oneMinusSquare(tape.g())),
                times(tape.tanhC(), sigmoidSlope(tape.o()))),
            tf.constant(2)); // [T, N, 4H]

    List<Operand<TFloat32>> sequences =
        new ArrayList<>(List.of(hidden, throughTanh, throughGates, tape.f()));
    cell.ifPresent(sequences::add);
    Operand<TFloat32> zero = tf.zerosLike(call.initial().hidden()); // [N, H]
    ScanLoop.Turn loop =
        new ScanLoop(
                tf,
                tape.steps(),
                List.of(zero, zero),
                List.of(call.weights().hiddenHidden()),
                sequences)
            .backwards(1, LstmBackward::step);

    int inputSize = call.cell().inputSize();
    int hiddenSize = call.cell().hiddenSize();
    Operand<TFloat32> gates = rows(loop.written().get(0), 4 * hiddenSize); // [T·N, 4H]
    Operand<TFloat32> input =
        tf.reshape(tf.linalg.matMul(gates, call.weights().inputHidden()), tf.shape(call.input()));
    Operand<TFloat32> bias = tf.reduceSum(gates, tf.constant(0)); // [4H]
    return new KernelGradients<>(
        input,
        new LstmState<>(loop.carried().get(0), loop.carried().get(1)),
        new CellWeights<>(
            tf.linalg.matMul(gates, rows(call.input(), inputSize), MatMul.transposeA(true)),
            tf.linalg.matMul(gates, rows(hBefore, hiddenSize), MatMul.transposeA(true)),
            call.weights().biases().map(b -> new CellWeights.Biases<>(bias, bias))));
  }

  private static ScanLoop.Turn step(
      Ops tf,
      List<Operand<TFloat32>> carried,
      List<Operand<TFloat32>> constants,
      List<Operand<TFloat32>> step) {
    Operand<TFloat32> dh = tf.math.add(step.get(0), carried.get(0)); // [N, H]
    Operand<TFloat32> dc = tf.math.add(carried.get(1), tf.math.mul(dh, step.get(1))); // [N, H]
    if (step.size() > 4) {
      dc = tf.math.add(dc, step.get(4));
    }
    Operand<TFloat32> gates =
        tf.math.mul(tf.concat(List.of(dc, dc, dc, dh), tf.constant(1)), step.get(2)); // [N, 4H]
    return new ScanLoop.Turn(
        List.of(
            tf.linalg.matMul(gates, constants.get(0)), // [N, H]
            tf.math.mul(dc, step.get(3))), // [N, H]
        List.of(gates));
  }

  /** The states before each step: the initial one, then all but the last. */
  private Operand<TFloat32> before(Operand<TFloat32> initial, Operand<TFloat32> states) {
    Operand<TInt32> allButLast =
        tf.stack(
            List.of(tf.math.sub(tape.steps(), tf.constant(1)), tf.constant(-1), tf.constant(-1)));
    return tf.concat(
        List.of(
            tf.expandDims(initial, tf.constant(0)),
            tf.slice(states, tf.array(0, 0, 0), allButLast)),
        tf.constant(0));
  }

  private Operand<TFloat32> rows(Operand<TFloat32> sequence, int size) {
    return tf.reshape(sequence, tf.array(-1, size));
  }

  private Operand<TFloat32> times(Operand<TFloat32> a, Operand<TFloat32> b) {
    return tf.math.mul(a, b);
  }

  private Operand<TFloat32> sigmoidSlope(Operand<TFloat32> sigmoid) {
    return times(sigmoid, tf.math.sub(one, sigmoid));
  }

  private Operand<TFloat32> oneMinusSquare(Operand<TFloat32> tanh) {
    return tf.math.sub(one, tf.math.square(tanh));
  }
}
