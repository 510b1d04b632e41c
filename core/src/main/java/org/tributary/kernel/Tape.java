package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.cell.CellState;
import org.tributary.cell.CellWeights;

/**
 * What a forward pass leaves for the way back, and the pieces of it that every cell shares: what
 * stands before and after the loop.
 *
 * @param tf where to build
 * @param call what was run
 * @param steps T, a scalar
 * @param states after every step, each part [T, N, size]
 */
record Tape(Ops tf, KernelCall<TFloat32> call, Operand<TInt32> steps, CellState<TFloat32> states) {

  /** The hidden states before each step, [T, N, P]. */
  Operand<TFloat32> hiddenBefore() {
    return before(call.initial().hidden(), states.hidden());
  }

  /** Of any part of the state: the initial one, then all but the last, [T, N, size]. */
  Operand<TFloat32> before(Operand<TFloat32> initial, Operand<TFloat32> after) {
    Operand<TInt32> allButLast =
        tf.stack(List.of(tf.math.sub(steps, tf.constant(1)), tf.constant(-1), tf.constant(-1)));
    return tf.concat(
        List.of(
            tf.expandDims(initial, tf.constant(0)), tf.slice(after, tf.array(0, 0, 0), allButLast)),
        tf.constant(0));
  }

  /** A state of zeros: what comes back from after the last step. */
  List<Operand<TFloat32>> zeros() {
    return call.initial().parts().stream()
        .<Operand<TFloat32>>map(part -> tf.zerosLike(part))
        .toList();
  }

  /** The loop's constants: {@code weight_hh}, then the hidden mask where there is one. */
  List<Operand<TFloat32>> recurrence() {
    List<Operand<TFloat32>> constants = new ArrayList<>();
    constants.add(call.weights().hiddenHidden());
    call.hiddenMask().ifPresent(constants::add);
    return constants;
  }

  /**
   * In the loop: δh of the step before, from the gradient to this step's product W_h h, [N, P].
   *
   * @param constants as {@link #recurrence} gives them
   */
  static Operand<TFloat32> toHidden(
      Ops tf, Operand<TFloat32> product, List<Operand<TFloat32>> constants, boolean masked) {
    Operand<TFloat32> toSeen = tf.linalg.matMul(product, constants.get(0));
    return masked ? tf.math.mul(toSeen, constants.get(1)) : toSeen;
  }

  /**
   * After the loop: every gradient, by a few large products.
   *
   * @param toInput the gradient to W_i x + b_i of every step, [T, N, G·H]
   * @param toHidden the gradient to W_h h + b_h of every step, [T, N, G·H]
   * @param initial the gradient to the initial state
   * @param projection the gradient to {@code weight_hr}
   */
  KernelGradients<TFloat32> gradients(
      Operand<TFloat32> toInput,
      Operand<TFloat32> toHidden,
      CellState<TFloat32> initial,
      Optional<Operand<TFloat32>> projection) {
    int gates = call.cell().gates() * call.cell().hiddenSize();
    Operand<TFloat32> flatInput = rows(toInput, gates); // [T·N, G·H]
    Operand<TFloat32> flatHidden =
        toHidden == toInput ? flatInput : rows(toHidden, gates); // [T·N, G·H]
    Operand<TFloat32> before = hiddenBefore(); // [T, N, P]
    Operand<TFloat32> seen =
        call.hiddenMask().<Operand<TFloat32>>map(m -> tf.math.mul(before, m)).orElse(before);
    Operand<TFloat32> input =
        tf.reshape(
            tf.linalg.matMul(flatInput, call.weights().inputHidden()), tf.shape(call.input()));
    return new KernelGradients<>(
        input,
        initial,
        new CellWeights<>(
            outer(flatInput, rows(call.input(), call.cell().inputSize())),
            outer(flatHidden, rows(seen, call.cell().outputSize())),
            call.weights().biases().map(b -> biases(flatInput, flatHidden)),
            projection));
  }

  /** Σ over steps and rows of a ⊗ b, [A, B], of [T·N, A] and [T·N, B]. */
  Operand<TFloat32> outer(Operand<TFloat32> a, Operand<TFloat32> b) {
    return tf.linalg.matMul(a, b, MatMul.transposeA(true));
  }

  /** [T, N, size] as [T·N, size]. */
  Operand<TFloat32> rows(Operand<TFloat32> sequence, int size) {
    return tf.reshape(sequence, tf.array(-1, size));
  }

  /** σ'(x) from σ(x), any shape. */
  Operand<TFloat32> sigmoidSlope(Operand<TFloat32> sigmoid) {
    return tf.math.mul(sigmoid, tf.math.sub(tf.constant(1f), sigmoid));
  }

  /** tanh'(x) from tanh(x), any shape. */
  Operand<TFloat32> tanhSlope(Operand<TFloat32> tanh) {
    return tf.math.sub(tf.constant(1f), tf.math.square(tanh));
  }

  private CellWeights.Biases<TFloat32> biases(
      Operand<TFloat32> toInput, Operand<TFloat32> toHidden) {
    Operand<TFloat32> input = tf.reduceSum(toInput, tf.constant(0)); // [G·H]
    return new CellWeights.Biases<>(
        input, toHidden == toInput ? input : tf.reduceSum(toHidden, tf.constant(0)));
  }
}
