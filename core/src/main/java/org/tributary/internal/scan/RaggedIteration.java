package org.tributary.internal.scan;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.internal.graph.LoopValues;
import org.tributary.internal.graph.Slot;
import org.tributary.internal.packing.IterationTables;

/**
 * The steps of one iteration where the batch shrinks as sequences end; their indices are looked up
 * in tables.
 */
final class RaggedIteration implements StepIndices.Iteration {
  /**
   * The slots of the lookup tables.
   *
   * @param slices {@link IterationTables#slices}
   * @param growth {@link IterationTables#growth}, in the backward pass only
   */
  record Tables(Slot<TInt32> slices, Optional<Slot<TInt32>> growth) {}

  private final Ops ops;
  private final int unroll;
  private final IterationTables.Slices slices;
  private final List<Operand<TInt32>> growth;

  /**
   * Looks up the indices of the steps.
   *
   * @param iteration number of the iteration
   */
  RaggedIteration(
      Ops ops,
      LoopValues now,
      Operand<TInt32> iteration,
      LoopIterations iterations,
      Tables tables) {
    this.ops = ops;
    this.unroll = iterations.unroll();
    this.slices =
        IterationTables.Slices.of(
            ops, ops.gather(now.get(tables.slices()), iteration, ops.constant(0)), unroll);
    this.growth =
        tables
            .growth()
            .<List<Operand<TInt32>>>map(
                slot ->
                    List.copyOf(
                        ops.unstack(
                                ops.gather(now.get(slot), iteration, ops.constant(0)),
                                (long) unroll)
                            .output()))
            .orElse(List.of());
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
