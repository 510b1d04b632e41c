package org.tributary.graph;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;
import org.tributary.internal.graph.Packing;
import org.tributary.layer.Cell;
import org.tributary.runtime.ExecutionMode;

/** Calls of kernels with defaults, and changed copies. */
final class KernelCalls {
  private KernelCalls() {}

  /** Returns a call for training in forward order without a hidden mask. */
  static <T extends TFloating> KernelCall<T> of(
      Cell cell,
      Class<T> type,
      Operand<T> input,
      SequenceLengths lengths,
      CellState<T> initial,
      CellWeights<T> weights) {
    return new KernelCall<>(
        cell,
        type,
        input,
        lengths,
        Packing.Order.FORWARD,
        initial,
        weights,
        Optional.empty(),
        ExecutionMode.TRAINING);
  }

  static <T extends TFloating> KernelCall<T> reversed(KernelCall<T> call) {
    return new KernelCall<>(
        call.cell(),
        call.type(),
        call.input(),
        call.lengths(),
        Packing.Order.REVERSE,
        call.initial(),
        call.weights(),
        call.hiddenMask(),
        call.purpose());
  }

  static <T extends TFloating> KernelCall<T> with(KernelCall<T> call, ExecutionMode purpose) {
    return new KernelCall<>(
        call.cell(),
        call.type(),
        call.input(),
        call.lengths(),
        call.order(),
        call.initial(),
        call.weights(),
        call.hiddenMask(),
        purpose);
  }

  /** Returns a call with recurrent dropout by {@code mask}, [N, P]. */
  static <T extends TFloating> KernelCall<T> masked(KernelCall<T> call, Operand<T> mask) {
    return new KernelCall<>(
        call.cell(),
        call.type(),
        call.input(),
        call.lengths(),
        call.order(),
        call.initial(),
        call.weights(),
        Optional.of(mask),
        call.purpose());
  }
}
