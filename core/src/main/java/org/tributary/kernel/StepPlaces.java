package org.tributary.kernel;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Output;
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
  private static final int FLOATS = 16; // in 64 bytes

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
   * A sequence [S, F], or [N + S, F], as it enters the loop. TensorFlow cuts along the first axis
   * without copying where what stands along the others is a multiple of 64 bytes; so where a row is
   * not, and every step has the same rows, a whole step becomes one row.
   */
  Operand<TFloat32> entering(Operand<TFloat32> sequence) {
    return wide(width(sequence))
        ? tf.reshape(
            sequence,
            tf.stack(
                List.of(
                    tf.constant(-1), tf.math.mul(packing.allRows(), tf.constant(width(sequence))))))
        : sequence;
  }

  /** F of a sequence, before it {@link #entering enters}. */
  static int width(Operand<TFloat32> sequence) {
    return Math.toIntExact(sequence.shape().get(1));
  }

  private boolean wide(int width) {
    return packing.steady() && width % FLOATS != 0;
  }

  /** Adds what turns of {@code stride} steps look up. */
  void addTo(LoopVariables variables, int stride, boolean before) {
    TurnTables tables = packing.turns(stride);
    variables.add(Kind.STARTS, tables.starts()); // [T, 2]
    if (packing.steady()) {
      variables.add(Kind.SIZES, pair(tf.math.mul(packing.allRows(), tf.constant(stride)))); // [2]
      return;
    }
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
    private final Operand<TInt32> start;
    private final Operand<TInt32> size;
    private final Map<Kind, List<Operand<TInt32>>> looked = new EnumMap<>(Kind.class);

    private Turn(Ops ops, LoopVariables now, Operand<TInt32> first, int stride) {
      this.ops = ops;
      this.now = now;
      this.first = first;
      this.stride = stride;
      this.start = look(Kind.STARTS); // [2]
      this.size = packing.steady() ? now.ints(Kind.SIZES) : look(Kind.SIZES); // [2]
    }

    /**
     * Each step's rows of a sequence [S, F].
     *
     * @param entered it, as it {@link #entering entered} the loop
     * @param width F
     */
    List<Operand<TFloat32>> rows(Operand<TFloat32> entered, int width) {
      return wide(width) ? ofWholeSteps(entered, width) : ofRows(entered);
    }

    private List<Operand<TFloat32>> ofWholeSteps(Operand<TFloat32> entered, int width) {
      Operand<TFloat32> own =
          ops.slice(
              entered,
              ops.stack(List.of(first, ops.constant(0))),
              ops.array(stride, -1)); // [stride, N·F]
      List<? extends Operand<TFloat32>> steps =
          stride == 1 ? List.of(own) : ops.split(ops.constant(0), own, (long) stride).output();
      return steps.stream()
          .<Operand<TFloat32>>map(step -> ops.reshape(step, ops.array(-1, width)))
          .toList();
    }

    private List<Operand<TFloat32>> ofRows(Operand<TFloat32> sequence) {
      Operand<TFloat32> own = ops.slice(sequence, start, size);
      if (stride == 1) {
        return List.of(own);
      }
      List<Output<TFloat32>> parts =
          packing.steady()
              ? ops.split(ops.constant(0), own, (long) stride).output()
              : ops.splitV(own, look(Kind.COUNTS), ops.constant(0), (long) stride).output();
      return List.copyOf(parts);
    }

    /** The rows before each step, of [N + S, F]; the parameters are those of {@link #rows}. */
    List<Operand<TFloat32>> before(Operand<TFloat32> extended, int width) {
      if (packing.steady()) {
        return rows(extended, width);
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

    private Operand<TInt32> look(Kind kind) {
      return ops.gather(now.ints(kind), first, ops.constant(0));
    }

    /** What stands there for each step. */
    private List<Operand<TInt32>> each(Kind kind) {
      return looked.computeIfAbsent(
          kind,
          k ->
              stride == 1
                  ? List.of(look(k))
                  : List.copyOf(ops.unstack(look(k), (long) stride).output()));
    }
  }

  private Operand<TInt32> pair(Operand<TInt32> rows) {
    return tf.stack(List.of(rows, tf.constant(-1)));
  }
}
