package org.tributary.internal.scan;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.internal.graph.WhileLoop;
import org.tributary.internal.packing.Packing;

/**
 * A lookup of the rows of each step in a loop's iterations. All indices are computed before the
 * loop; an iteration reads them once for all its steps.
 */
final class StepIndices {
  /** Multiplier that maps a step number to its start in [T, N, F]. */
  private static final int[] ALONG_STEPS = {1, 0, 0};

  private final Ops tf;
  private final Packing packing;

  StepIndices(Ops tf, Packing packing) {
    this.tf = tf;
    this.packing = packing;
  }

  /**
   * Returns a sequence [S, F] in the shape in which it enters the loop: [T, N, F] if every step has
   * all rows. TensorFlow slices along the first axis without a copy if the size of the other axes
   * is a multiple of 64 bytes.
   */
  Operand<TFloat32> prepared(Operand<TFloat32> sequence) {
    if (!packing.dense()) {
      return sequence;
    }
    Operand<TInt32> width = tf.constant(Math.toIntExact(sequence.shape().get(1)));
    return tf.reshape(sequence, tf.stack(List.of(tf.constant(-1), packing.allRows(), width)));
  }

  /** Returns the first step of iteration 0 in [T, N, F], [3]; empty if it is step 0. */
  Optional<Operand<TInt32>> offset(LoopIterations iterations) {
    return iterations.offset().map(offset -> tf.math.mul(offset, tf.array(ALONG_STEPS)));
  }

  /** Adds the lookup tables to {@code loop}; empty if every step has all rows. */
  Optional<RaggedIteration.Tables> tables(WhileLoop loop, LoopIterations iterations) {
    return packing
        .iterationTables(iterations.unroll())
        .map(
            tables ->
                new RaggedIteration.Tables(
                    loop.constant(tables.slices()),
                    iterations.direction() < 0
                        ? Optional.of(loop.constant(tables.growth()))
                        : Optional.empty()));
  }

  /** The steps of one iteration. */
  interface Iteration {
    /**
     * Returns each step's rows of a sequence.
     *
     * @param sequence a {@link #prepared} sequence
     */
    List<Operand<TFloat32>> rows(Operand<TFloat32> sequence);

    /**
     * Returns a state with as many rows as step {@code k} of this iteration: rows of ended
     * sequences are dropped; in the backward pass rows of starting sequences are zero.
     */
    Operand<TFloat32> resized(Operand<TFloat32> state, int k);
  }
}
