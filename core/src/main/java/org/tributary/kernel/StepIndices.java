package org.tributary.kernel;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.kernel.LoopVariables.Kind;
import org.tributary.sequence.Packing;

/**
 * Where a loop's turns find their steps' rows. Everything is computed before the loop; a turn looks
 * it up once for all its steps.
 */
final class StepIndices {
  /** A step's number as the place in [T, N, F] where it begins. */
  private static final int[] ALONG_STEPS = {1, 0, 0};

  private final Ops tf;
  private final Packing packing;

  StepIndices(Ops tf, Packing packing) {
    this.tf = tf;
    this.packing = packing;
  }

  /**
   * A sequence [S, F] as it enters the loop: where every step has the same rows, step by step, [T,
   * N, F]. TensorFlow cuts along the first axis without copying where what stands along the others
   * is a multiple of 64 bytes.
   */
  Operand<TFloat32> entering(Operand<TFloat32> sequence) {
    if (!packing.steady()) {
      return sequence;
    }
    Operand<TInt32> width = tf.constant(Math.toIntExact(sequence.shape().get(1)));
    return tf.reshape(sequence, tf.stack(List.of(tf.constant(-1), packing.allRows(), width)));
  }

  /** Adds what {@code turns} look up. */
  void addTo(LoopVariables variables, LoopIterations turns) {
    turns
        .offset()
        .map(offset -> tf.math.mul(offset, tf.array(ALONG_STEPS)))
        .ifPresent(offset -> variables.add(Kind.OFFSET, offset));
    packing
        .turns(turns.stride())
        .ifPresent(
            tables -> {
              variables.add(Kind.TABLE, tables.cuts());
              if (turns.direction() < 0) {
                variables.add(Kind.GROWTH, tables.growth());
              }
            });
  }

  /**
   * What the steps of a turn see.
   *
   * @param now what the loop's body sees
   */
  Turn turn(Ops ops, LoopVariables now, LoopIterations turns) {
    return packing.steady()
        ? new DenseIteration(ops, now, turns)
        : new RaggedIteration(ops, now, turns);
  }

  /** One turn's steps. */
  interface Turn {
    /**
     * Each step's rows of a sequence.
     *
     * @param entered it, as it {@link #entering entered} the loop
     */
    List<Operand<TFloat32>> rows(Operand<TFloat32> entered);

    /**
     * A state with as many rows as step {@code k} of this turn has: those that are over fall away;
     * on the way back those that come in are zero.
     */
    Operand<TFloat32> fitted(Operand<TFloat32> state, int k);
  }
}
