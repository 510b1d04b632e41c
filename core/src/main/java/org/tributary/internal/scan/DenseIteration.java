package org.tributary.internal.scan;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The steps of one iteration in which every step has all rows: whole steps of [T, N, F]. */
final class DenseIteration implements StepIndices.Iteration {
  private final Ops ops;
  private final int unroll;
  private final Operand<TInt32> begin; // [3]

  /**
   * Locates the steps.
   *
   * @param iteration number of the iteration
   * @param offset first step of iteration 0, [3]; empty if it is step 0
   */
  DenseIteration(
      Ops ops,
      Operand<TInt32> iteration,
      Optional<Operand<TInt32>> offset,
      LoopIterations iterations) {
    this.ops = ops;
    this.unroll = iterations.unroll();
    Operand<TInt32> firstStep = ops.math.mul(iteration, ops.array(unroll, 0, 0));
    this.begin =
        offset.<Operand<TInt32>>map(first -> ops.math.add(firstStep, first)).orElse(firstStep);
  }

  @Override
  public List<Operand<TFloat32>> rows(Operand<TFloat32> sequence) {
    Operand<TFloat32> steps = ops.slice(sequence, begin, ops.array(unroll, -1, -1));
    return List.copyOf(ops.unstack(steps, (long) unroll).output());
  }

  @Override
  public Operand<TFloat32> resized(Operand<TFloat32> state, int k) {
    return state;
  }
}
