package org.tributary.kernel;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.kernel.LoopVariables.Kind;
import org.tributary.sequence.IterationTables;

/**
 * The steps of one iteration where the batch shrinks as sequences end; their indices are looked up
 * in tables.
 */
final class RaggedIteration implements StepIndices.Iteration {
  private final Ops ops;
  private final int unroll;
  private final IterationTables.Slices slices;
  private final List<Operand<TInt32>> growth;

  RaggedIteration(Ops ops, LoopVariables now, LoopIterations iterations) {
    this.ops = ops;
    this.unroll = iterations.unroll();
    this.slices = IterationTables.Slices.of(ops, lookup(now, Kind.SLICES), unroll);
    this.growth =
        now.has(Kind.GROWTH)
            ? List.copyOf(ops.unstack(lookup(now, Kind.GROWTH), (long) unroll).output())
            : List.of();
  }

  private Operand<TInt32> lookup(LoopVariables now, Kind table) {
    return ops.gather(now.ints(table), now.ints(Kind.ITERATION), ops.constant(0));
  }

  @Override
  public List<Operand<TFloat32>> rows(Operand<TFloat32> sequence) {
    Operand<TFloat32> steps = ops.slice(sequence, slices.begin(), slices.size());
    return List.copyOf(ops.splitV(steps, slices.counts(), ops.constant(0), (long) unroll).output());
  }

  @Override
  public Operand<TFloat32> resized(Operand<TFloat32> state, int k) {
    return growth.isEmpty()
        ? ops.slice(state, ops.array(0, 0), slices.sizes().get(k))
        : ops.pad(state, growth.get(k), ops.constant(0f));
  }
}
