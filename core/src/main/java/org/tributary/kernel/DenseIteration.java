package org.tributary.kernel;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.kernel.LoopVariables.Kind;

/** A turn's steps where every step has all rows: they are whole steps of [T, N, F]. */
final class DenseIteration implements StepIndices.Turn {
  private final Ops ops;
  private final int stride;
  private final Operand<TInt32> begin; // [3]

  DenseIteration(Ops ops, LoopVariables now, LoopIterations turns) {
    this.ops = ops;
    this.stride = turns.stride();
    Operand<TInt32> scaled = ops.math.mul(now.ints(Kind.TURN), ops.array(stride, 0, 0));
    this.begin = now.has(Kind.OFFSET) ? ops.math.add(scaled, now.ints(Kind.OFFSET)) : scaled;
  }

  @Override
  public List<Operand<TFloat32>> rows(Operand<TFloat32> entered) {
    Operand<TFloat32> own = ops.slice(entered, begin, ops.array(stride, -1, -1));
    return List.copyOf(ops.unstack(own, (long) stride).output());
  }

  @Override
  public Operand<TFloat32> fitted(Operand<TFloat32> state, int k) {
    return state;
  }
}
