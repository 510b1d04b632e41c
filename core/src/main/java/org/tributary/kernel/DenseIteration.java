package org.tributary.kernel;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.kernel.LoopVariables.Kind;

/** The steps of one iteration in which every step has all rows: whole steps of [T, N, F]. */
final class DenseIteration implements StepIndices.Iteration {
  private final Ops ops;
  private final int unroll;
  private final Operand<TInt32> begin; // [3]

  DenseIteration(Ops ops, LoopVariables now, LoopIterations iterations) {
    this.ops = ops;
    this.unroll = iterations.unroll();
    Operand<TInt32> firstStep = ops.math.mul(now.ints(Kind.ITERATION), ops.array(unroll, 0, 0));
    this.begin = now.has(Kind.OFFSET) ? ops.math.add(firstStep, now.ints(Kind.OFFSET)) : firstStep;
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
