package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.kernel.LoopVariables.Kind;
import org.tributary.sequence.TurnTables;

/** A turn's steps where rows fall away: where they stand is looked up. */
final class ShrinkingTurn implements StepPlaces.Turn {
  private final Ops ops;
  private final int stride;
  private final TurnTables.Cuts cuts;
  private final List<Operand<TInt32>> growth;

  ShrinkingTurn(Ops ops, LoopVariables now, LoopTurns turns, boolean before) {
    this.ops = ops;
    this.stride = turns.stride();
    Operand<TInt32> first = first(ops, now, stride);
    Operand<TInt32> zero = ops.constant(0);
    this.cuts =
        TurnTables.Cuts.of(ops, ops.gather(now.ints(Kind.TABLE), first, zero), stride, before);
    this.growth =
        now.has(Kind.GROWTH) ? each(ops.gather(now.ints(Kind.GROWTH), first, zero)) : List.of();
  }

  /** The turn's first step. */
  private static Operand<TInt32> first(Ops ops, LoopVariables now, int stride) {
    Operand<TInt32> turn = now.ints(Kind.TURN);
    Operand<TInt32> scaled = stride == 1 ? turn : ops.math.mul(turn, ops.constant(stride));
    return now.has(Kind.OFFSET) ? ops.math.add(scaled, now.ints(Kind.OFFSET)) : scaled;
  }

  private List<Operand<TInt32>> each(Operand<TInt32> ofTurn) {
    return stride == 1 ? List.of(ofTurn) : List.copyOf(ops.unstack(ofTurn, (long) stride).output());
  }

  @Override
  public List<Operand<TFloat32>> rows(Operand<TFloat32> entered) {
    Operand<TFloat32> own = ops.slice(entered, cuts.begin(), cuts.size());
    return stride == 1
        ? List.of(own)
        : List.copyOf(ops.splitV(own, cuts.counts(), ops.constant(0), (long) stride).output());
  }

  @Override
  public List<Operand<TFloat32>> before(Operand<TFloat32> extended) {
    List<Operand<TFloat32>> rows = new ArrayList<>();
    for (int k = 0; k < stride; k++) {
      rows.add(ops.slice(extended, cuts.before().get(k), cuts.sizes().get(k)));
    }
    return rows;
  }

  @Override
  public Operand<TFloat32> fitted(Operand<TFloat32> state, int k) {
    return growth.isEmpty()
        ? ops.slice(state, ops.array(0, 0), cuts.sizes().get(k))
        : ops.pad(state, growth.get(k), ops.constant(0f));
  }
}
