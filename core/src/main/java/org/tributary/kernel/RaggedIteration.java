package org.tributary.kernel;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.kernel.LoopVariables.Kind;
import org.tributary.sequence.IterationTables;

/** A turn's steps where rows fall away: where they stand is looked up. */
final class RaggedIteration implements StepIndices.Turn {
  private final Ops ops;
  private final int stride;
  private final IterationTables.Cuts cuts;
  private final List<Operand<TInt32>> growth;

  RaggedIteration(Ops ops, LoopVariables now, LoopIterations turns) {
    this.ops = ops;
    this.stride = turns.stride();
    this.cuts = IterationTables.Cuts.of(ops, ofTurn(now, Kind.TABLE), stride);
    this.growth =
        now.has(Kind.GROWTH)
            ? List.copyOf(ops.unstack(ofTurn(now, Kind.GROWTH), (long) stride).output())
            : List.of();
  }

  private Operand<TInt32> ofTurn(LoopVariables now, Kind table) {
    return ops.gather(now.ints(table), now.ints(Kind.TURN), ops.constant(0));
  }

  @Override
  public List<Operand<TFloat32>> rows(Operand<TFloat32> entered) {
    Operand<TFloat32> own = ops.slice(entered, cuts.begin(), cuts.size());
    return List.copyOf(ops.splitV(own, cuts.counts(), ops.constant(0), (long) stride).output());
  }

  @Override
  public Operand<TFloat32> fitted(Operand<TFloat32> state, int k) {
    return growth.isEmpty()
        ? ops.slice(state, ops.array(0, 0), cuts.sizes().get(k))
        : ops.pad(state, growth.get(k), ops.constant(0f));
  }
}
