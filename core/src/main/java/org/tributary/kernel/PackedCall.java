package org.tributary.kernel;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.CellState;
import org.tributary.sequence.Packing;

/**
 * A call as the fast kernels see it: packed, the longest row first.
 *
 * @param tf where to build
 * @param call what was asked
 * @param packing where the steps stand
 * @param input x, [S, I]
 * @param initial the state before the first step, each part [N, size]
 * @param hiddenMask [N, P], or empty
 * @param products how what stands outside the loop is multiplied
 */
record PackedCall(
    Ops tf,
    KernelCall<TFloat32> call,
    Packing packing,
    Operand<TFloat32> input,
    CellState<TFloat32> initial,
    Optional<Operand<TFloat32>> hiddenMask,
    Products products) {

  static PackedCall of(Ops tf, KernelCall<TFloat32> call, Packing.Rows rows, Products products) {
    Packing packing = call.lengths().packing(call.order(), rows);
    return new PackedCall(
        tf,
        call,
        packing,
        packing.pack(call.input()),
        call.initial().map(packing::sort),
        call.hiddenMask().map(packing::sort),
        products);
  }

  /** x w^T of every step, [S, ·], of {@code weight} [·, I]. */
  Operand<TFloat32> fromInput(Operand<TFloat32> weight) {
    return products.of(tf, input, weight, MatMul.transposeB(true));
  }
}
