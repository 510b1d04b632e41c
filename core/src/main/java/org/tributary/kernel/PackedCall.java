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
import org.tributary.graph.cell.CellState;
import org.tributary.internal.packing.Packing;

/**
 * A kernel call in packed form, longest row first, as the fast kernels run it.
 *
 * @param tf operations builder
 * @param call the original call
 * @param packing the packed order
 * @param input x, [S, I]
 * @param initial the initial state, each part [N, size]
 * @param hiddenMask [N, P], or empty
 * @param precision arithmetic of the matrix products outside the loop
 */
record PackedCall(
    Ops tf,
    KernelCall<TFloat32> call,
    Packing packing,
    Operand<TFloat32> input,
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
        packing.pack(call.input()),
        call.initial().map(packing::sort),
        call.hiddenMask().map(packing::sort),
        precision);
  }

  /** Adds the transpose of a weight matrix to the graph. */
  Operand<TFloat32> transposed(Operand<TFloat32> weight) {
    return tf.linalg.transpose(weight, tf.constant(new int[] {1, 0}));
  }

  /** Adds x W_ih^T for every step, [S, G·H], to the graph. */
  Operand<TFloat32> fromInput() {
    return precision.of(tf, input, call.weights().inputHidden(), MatMul.transposeB(true));
  }

  /** Adds the product with {@code count} rows of {@code weight_ih}, [S, count], to the graph. */
  Operand<TFloat32> fromInput(int from, int count) {
    return precision.of(
        tf,
        input,
        tf.slice(call.weights().inputHidden(), tf.array(from, 0), tf.array(count, -1)),
        MatMul.transposeB(true));
  }

  /**
   * Returns this call with an input that waits for {@code first}; nothing is copied. A thread that
   * has started one direction then continues with it and leaves the other direction to another
   * thread.
   */
  PackedCall after(Operand<TFloat32> first) {
    // a dependency on first itself would keep TensorFlow from fusing the product and bias of first,
    // so x depends on an operation after it
    Op computed = tf.ensureShape(first, first.shape());
    Operand<TFloat32> x = tf.withControlDependencies(List.of(computed)).identity(input);
    return new PackedCall(tf, call, packing, x, initial, hiddenMask, precision);
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
}
