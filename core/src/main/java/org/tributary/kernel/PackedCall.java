package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.cell.CellState;
import org.tributary.sequence.Packing;

/**
 * A call as the fast kernels see it: packed, the longest row first.
 *
 * @param tf where to build
 * @param call what was asked
 * @param packing where the steps stand
 * @param input x [S, I], or which of its products each step reads [S, 1]
 * @param initial the state before the first step, each part [N, size]
 * @param hiddenMask [N, P], or empty
 * @param products how what stands outside the loop is multiplied
 */
record PackedCall(
    Ops tf,
    KernelCall<TFloat32> call,
    Packing packing,
    KernelInput<TFloat32> input,
    CellState<TFloat32> initial,
    Optional<Operand<TFloat32>> hiddenMask,
    MatmulPrecision products) {

  static PackedCall of(
      Ops tf, KernelCall<TFloat32> call, Packing.Rows rows, MatmulPrecision products) {
    Packing packing = call.lengths().packing(call.order(), rows);
    return new PackedCall(
        tf,
        call,
        packing,
        call.input().packed(packing),
        call.initial().map(packing::sort),
        call.hiddenMask().map(packing::sort),
        products);
  }

  /** x, [S, I]. */
  Operand<TFloat32> values() {
    return ((KernelInput.Values<TFloat32>) input).x();
  }

  /** The transpose of a weight matrix. */
  Operand<TFloat32> transposed(Operand<TFloat32> weight) {
    return tf.linalg.transpose(weight, tf.constant(new int[] {1, 0}));
  }

  /** x w^T of every step, [S, G·H], of w = {@code weight_ih}. */
  Operand<TFloat32> fromInput() {
    return input instanceof KernelInput.Multiplied<TFloat32> known
        ? lookedUp(known.table(), known.rows())
        : products.of(tf, values(), call.weights().inputHidden(), MatMul.transposeB(true));
  }

  /** The same of {@code count} of the rows of {@code weight_ih}, [S, count]. */
  Operand<TFloat32> fromInput(int from, int count) {
    return input instanceof KernelInput.Multiplied<TFloat32> known
        ? lookedUp(tf.slice(known.table(), tf.array(0, from), tf.array(-1, count)), known.rows())
        : products.of(
            tf,
            values(),
            tf.slice(call.weights().inputHidden(), tf.array(from, 0), tf.array(count, -1)),
            MatMul.transposeB(true));
  }

  /**
   * The same call, whose input is there only once {@code first} is; nothing is copied. So a thread
   * that has begun with one direction goes on with it, and another is free for the other direction.
   */
  PackedCall after(Operand<TFloat32> first) {
    if (!(input instanceof KernelInput.Values<TFloat32> values)) {
      return this;
    }
    // not upon first itself, for then TensorFlow would no longer make one operation of its product
    // and its bias
    Op made = tf.ensureShape(first, first.shape());
    Operand<TFloat32> x = tf.withControlDependencies(List.of(made)).identity(values.x());
    return new PackedCall(
        tf, call, packing, new KernelInput.Values<>(x), initial, hiddenMask, products);
  }

  /**
   * The state after each row's last step, longest row first, each part [N, size].
   *
   * @param carried the state after the last step of all
   * @param states before and after every step, each part [N + S, size]; see {@link Packing#extend}
   */
  List<Operand<TFloat32>> last(List<Operand<TFloat32>> carried, List<Operand<TFloat32>> states) {
    List<Operand<TFloat32>> last = new ArrayList<>();
    for (int k = 0; k < states.size(); k++) {
      Operand<TFloat32> part = states.get(k);
      last.add(
          packing.full()
              ? tf.ensureShape(carried.get(k), Shape.of(-1, part.shape().get(1)))
              : packing.last(part));
    }
    return last;
  }

  private Operand<TFloat32> lookedUp(Operand<TFloat32> table, Operand<TInt32> rows) {
    return tf.gather(table, tf.reshape(rows, tf.array(-1)), tf.constant(0));
  }
}
