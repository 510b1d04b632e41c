package org.tributary.internal.packing;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/** A packing in which every step has all rows, in their original order. */
abstract sealed class DensePacking extends Packing
    permits UnpaddedPacking, ReversedPacking, MaskedPacking {
  DensePacking(Ops tf, Operand<TInt32> steps, Operand<TInt32> rows, Order order) {
    super(tf, steps, rows, order);
  }

  @Override
  public final boolean dense() {
    return true;
  }

  @Override
  public final Operand<TInt32> steps() {
    return allSteps;
  }

  @Override
  public final Optional<IterationTables> iterationTables(int unroll) {
    return Optional.empty();
  }

  @Override
  public final List<Segment> segments() {
    return List.of(Segment.computed(tf, allSteps, allRows, tf.constant(0)));
  }

  @Override
  public final Operand<TInt32> ranks() {
    return tf.math.floorMod(range(total()), allRows);
  }

  @Override
  public Operand<TFloat32> maskPadding(Operand<TFloat32> packed) {
    return packed;
  }

  @Override
  public final Operand<TFloat32> sort(Operand<TFloat32> state) {
    return state;
  }

  @Override
  public final Operand<TFloat32> unsort(Operand<TFloat32> sorted) {
    return sorted;
  }

  @Override
  public Operand<TFloat32> before(Operand<TFloat32> extended) {
    return firstRows(extended, total());
  }

  /** Returns S, a scalar. */
  final Operand<TInt32> total() {
    return tf.math.mul(allSteps, allRows);
  }

  /** Reshapes {@code x} [T, N, F] to [S, F]. */
  final <T extends TNumber> Operand<T> flat(Operand<T> x) {
    return tf.reshape(x, tf.array(-1, lastSize(x)));
  }

  /** Reshapes {@code packed} [S, F] to [T, N, F]. */
  final Operand<TFloat32> stepByStep(Operand<TFloat32> packed) {
    return tf.reshape(packed, tf.stack(List.of(allSteps, allRows, tf.constant(lastSize(packed)))));
  }
}
