package org.tributary.kernel;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.kernel.LoopVariables.Kind;
import org.tributary.sequence.Packing;

/**
 * Locates the rows of each step in a loop's iterations. All indices are computed before the loop;
 * an iteration looks them up once for all its steps.
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

  /** Adds the tables of {@code iterations} to the loop's values. */
  void addTo(LoopVariables variables, LoopIterations iterations) {
    iterations
        .offset()
        .map(offset -> tf.math.mul(offset, tf.array(ALONG_STEPS)))
        .ifPresent(offset -> variables.add(Kind.OFFSET, offset));
    packing
        .iterationTables(iterations.unroll())
        .ifPresent(
            tables -> {
              variables.add(Kind.SLICES, tables.slices());
              if (iterations.direction() < 0) {
                variables.add(Kind.GROWTH, tables.growth());
              }
            });
  }

  /**
   * Returns the steps of the current iteration.
   *
   * @param now values inside the loop's body
   */
  Iteration iteration(Ops ops, LoopVariables now, LoopIterations iterations) {
    return packing.dense()
        ? new DenseIteration(ops, now, iterations)
        : new RaggedIteration(ops, now, iterations);
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
