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
import org.tributary.internal.packing.Packing;

/**
 * A kernel call in packed form, longest row first, as the fast kernels run it.
 *
 * @param tf operations builder
 * @param call the original call
 * @param packing the packed order
 * @param input x [S, I], or the rows of a precomputed projection [S, 1]
 * @param initial the initial state, each part [N, size]
 * @param hiddenMask [N, P], or empty
 * @param precision arithmetic of the matrix products outside the loop
 */
record PackedCall(
    Ops tf,
    KernelCall<TFloat32> call,
    Packing packing,
    KernelInput<TFloat32> input,
    CellState<TFloat32> initial,
    Optional<Operand<TFloat32>> hiddenMask,
    MatmulPrecision precision) {

  static PackedCall of(
      Ops tf, KernelCall<TFloat32> call, Packing.Rows rows, MatmulPrecision precision) {
    Packing packing = call.lengths().packing(call.order(), rows);
    return new PackedCall(
        tf,
        call,
        packing,
        call.input().packed(packing),
        call.initial().map(packing::sort),
        call.hiddenMask().map(packing::sort),
        precision);
  }

  /** Returns x, [S, I]. */
  Operand<TFloat32> values() {
    return ((KernelInput.Values<TFloat32>) input).x();
  }

  /** Adds the transpose of a weight matrix to the graph. */
  Operand<TFloat32> transposed(Operand<TFloat32> weight) {
    return tf.linalg.transpose(weight, tf.constant(new int[] {1, 0}));
  }

  /** Adds x W_ih^T for every step, [S, G·H], to the graph. */
  Operand<TFloat32> fromInput() {
    return input instanceof KernelInput.Precomputed<TFloat32> precomputed
        ? gather(precomputed.table(), precomputed.rows())
        : precision.of(tf, values(), call.weights().inputHidden(), MatMul.transposeB(true));
  }

  /** Adds the product with {@code count} rows of {@code weight_ih}, [S, count], to the graph. */
  Operand<TFloat32> fromInput(int from, int count) {
    return input instanceof KernelInput.Precomputed<TFloat32> precomputed
        ? gather(
            tf.slice(precomputed.table(), tf.array(0, from), tf.array(-1, count)),
            precomputed.rows())
        : precision.of(
            tf,
            values(),
            tf.slice(call.weights().inputHidden(), tf.array(from, 0), tf.array(count, -1)),
            MatMul.transposeB(true));
  }

  /**
   * Returns this call with an input that waits for {@code first}; nothing is copied. A thread that
   * has started one direction then continues with it and leaves the other direction to another
   * thread.
   */
  PackedCall after(Operand<TFloat32> first) {
    if (!(input instanceof KernelInput.Values<TFloat32> values)) {
      return this;
    }
    // a dependency on first itself would keep TensorFlow from fusing the product and bias of first,
    // so x depends on an operation after it
    Op computed = tf.ensureShape(first, first.shape());
    Operand<TFloat32> x = tf.withControlDependencies(List.of(computed)).identity(values.x());
    return new PackedCall(
        tf, call, packing, new KernelInput.Values<>(x), initial, hiddenMask, precision);
  }

  /**
   * Returns the state after each row's last step, longest row first, each part [N, size].
   *
   * @param carry the state after the last step of the batch
   * @param states the states before and after every step, each part [N + S, size]; see {@link
   *     Packing#extend}
   */
  List<Operand<TFloat32>> last(List<Operand<TFloat32>> carry, List<Operand<TFloat32>> states) {
    List<Operand<TFloat32>> last = new ArrayList<>();
    for (int k = 0; k < states.size(); k++) {
      Operand<TFloat32> part = states.get(k);
      last.add(
          packing.unpadded()
              ? tf.ensureShape(carry.get(k), Shape.of(-1, part.shape().get(1)))
              : packing.last(part));
    }
    return last;
  }

  private Operand<TFloat32> gather(Operand<TFloat32> table, Operand<TInt32> rows) {
    return tf.gather(table, tf.reshape(rows, tf.array(-1)), tf.constant(0));
  }
}
