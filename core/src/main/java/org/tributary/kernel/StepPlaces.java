package org.tributary.kernel;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.kernel.LoopVariables.Kind;
import org.tributary.sequence.Packing;
import org.tributary.sequence.TurnTables;

/**
 * Where a loop's turns find their steps' rows. Everything is computed before the loop; a turn looks
 * it up once for all its steps.
 */
final class StepPlaces {
  private final Ops tf;
  private final Packing packing;
  private final int direction;

  /**
   * @param direction 1 from the first step to the last, -1 back
   */
  StepPlaces(Ops tf, Packing packing, int direction) {
    this.tf = tf;
    this.packing = packing;
    this.direction = direction;
  }

  /**
   * A sequence [S, F], or [N + S, F], as it enters the loop: where every step has the same rows,
   * step by step, [T, N, F] or [1 + T, N, F]. TensorFlow cuts along the first axis without copying
   * where what stands along the others is a multiple of 64 bytes.
   */
  Operand<TFloat32> entering(Operand<TFloat32> sequence) {
    if (!packing.steady()) {
      return sequence;
    }
    Operand<TInt32> width = tf.constant(Math.toIntExact(sequence.shape().get(1)));
    return tf.reshape(sequence, tf.stack(List.of(tf.constant(-1), packing.allRows(), width)));
  }

  /** Adds what turns of {@code stride} steps look up. */
  void addTo(LoopVariables variables, int stride, boolean before) {
    packing.turns(stride).ifPresent(tables -> add(tables, variables, stride, before));
  }

  private void add(TurnTables tables, LoopVariables variables, int stride, boolean before) {
    variables.add(Kind.STARTS, tables.starts()); // [T, 2]
    variables.add(Kind.SIZES, tables.sizes()); // [T, 2]
    if (stride > 1) {
      variables.add(Kind.COUNTS, tables.counts());
    }
    if (before) {
      variables.add(Kind.STARTS_BEFORE, tables.startsBefore());
    }
    if (before || direction > 0) {
      variables.add(Kind.STEP_SIZES, tables.stepSizes());
    }
    if (direction < 0) {
      variables.add(Kind.GROWTH, tables.growth()); // [T, stride, 2, 2]
    }
  }

  /**
   * What the steps from {@code first} on see.
   *
   * @param now the loop's variables
   */
  Turn turn(Ops ops, LoopVariables now, Operand<TInt32> first, int stride) {
    return new Turn(ops, now, first, stride);
  }

  /** One turn's steps. */
  final class Turn {
    private final Ops ops;
    private final LoopVariables now;
    private final Operand<TInt32> first;
    private final int stride;
    private final Map<Kind, Operand<TInt32>> whole = new EnumMap<>(Kind.class);
    private final Map<Kind, List<Operand<TInt32>>> looked = new EnumMap<>(Kind.class);

    private Turn(Ops ops, LoopVariables now, Operand<TInt32> first, int stride) {
      this.ops = ops;
      this.now = now;
      this.first = first;
      this.stride = stride;
    }

    /**
     * Each step's rows of a sequence.
     *
     * @param entered it, as it {@link #entering entered} the loop
     */
    List<Operand<TFloat32>> rows(Operand<TFloat32> entered) {
      if (packing.steady()) {
        return cut(entered, first);
      }
      Operand<TFloat32> own = ops.slice(entered, once(Kind.STARTS), once(Kind.SIZES));
      return stride == 1
          ? List.of(own)
          : List.copyOf(
              ops.splitV(own, once(Kind.COUNTS), ops.constant(0), (long) stride).output());
    }

    /**
     * The rows before each step, of a sequence that {@link Packing#extend extends} to the initial
     * state.
     */
    List<Operand<TFloat32>> before(Operand<TFloat32> extended) {
      if (packing.steady()) {
        return cut(extended, packing.fromTheEnd() ? ops.math.add(first, ops.constant(1)) : first);
      }
      List<Operand<TInt32>> starts = each(Kind.STARTS_BEFORE);
      List<Operand<TInt32>> sizes = each(Kind.STEP_SIZES);
      List<Operand<TFloat32>> rows = new ArrayList<>();
      for (int k = 0; k < stride; k++) {
        rows.add(ops.slice(extended, starts.get(k), sizes.get(k)));
      }
      return rows;
    }

    /**
     * A state with as many rows as step {@code k} of this turn has: those that are over fall away;
     * on the way back those that come in are zero.
     */
    Operand<TFloat32> fitted(Operand<TFloat32> state, int k) {
      if (packing.steady()) {
        return state;
      }
      return direction > 0
          ? ops.slice(state, ops.array(0, 0), each(Kind.STEP_SIZES).get(k))
          : ops.pad(state, each(Kind.GROWTH).get(k), ops.constant(0f));
    }

    /** As many steps as the turn takes, each [N, F], of [T, N, F] or [1 + T, N, F]. */
    private List<Operand<TFloat32>> cut(Operand<TFloat32> entered, Operand<TInt32> from) {
      Operand<TInt32> zero = ops.constant(0);
      Operand<TFloat32> own =
          ops.slice(entered, ops.stack(List.of(from, zero, zero)), ops.array(stride, -1, -1));
      return List.copyOf(ops.unstack(own, (long) stride).output());
    }

    /** What the turn looks up as a whole. */
    private Operand<TInt32> once(Kind kind) {
      return whole.computeIfAbsent(kind, k -> ops.gather(now.ints(k), first, ops.constant(0)));
    }

    /** What stands there for each step. */
    private List<Operand<TInt32>> each(Kind kind) {
      return looked.computeIfAbsent(
          kind,
          k ->
              stride == 1
                  ? List.of(once(k))
                  : List.copyOf(ops.unstack(once(k), (long) stride).output()));
    }
  }
}
