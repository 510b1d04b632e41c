package org.tributary.internal.scan;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;

/**
 * The iterations of one loop, each unrolled over several time steps. Iterations are numbered in the
 * order of the steps, so the number is also the index of the iteration's outputs.
 *
 * @param direction 1 from the first iteration to the last, -1 from the last to the first
 * @param unroll number of steps in an iteration
 * @param bound end of the loop: one past the last iteration, or the last one if direction is -1
 * @param offset iteration k begins with step k · unroll + offset; empty for 0
 */
record LoopIterations(
    int direction, int unroll, Operand<TInt32> bound, Optional<Operand<TInt32>> offset) {

  /**
   * The loops that cover a sequence of steps, one after another.
   *
   * @param first first iteration of the first loop
   * @param count total number of iterations
   */
  record All(Operand<TInt32> first, Operand<TInt32> count, List<LoopIterations> loops) {}

  /**
   * Returns one loop, whose last iteration may include steps past the end; the body must accept
   * steps without rows.
   */
  static All padded(Ops tf, Operand<TInt32> steps, int direction, int unroll) {
    Operand<TInt32> count =
        tf.math.floorDiv(tf.math.add(steps, tf.constant(unroll - 1)), tf.constant(unroll));
    Operand<TInt32> zero = tf.constant(0);
    return direction > 0
        ? new All(zero, count, List.of(new LoopIterations(1, unroll, count, Optional.empty())))
        : new All(
            tf.math.sub(count, tf.constant(1)),
            count,
            List.of(new LoopIterations(-1, unroll, zero, Optional.empty())));
  }

  /**
   * Returns a loop over the steps that fill whole iterations, then a loop with one step per
   * iteration for the remainder.
   */
  static All exact(Ops tf, Operand<TInt32> steps, int direction, int unroll) {
    Operand<TInt32> unrolled = tf.constant(unroll);
    Operand<TInt32> full = tf.math.floorDiv(steps, unrolled);
    Operand<TInt32> remainder = tf.math.floorMod(steps, unrolled);
    Operand<TInt32> count = tf.math.add(full, remainder);
    if (direction > 0) {
      Operand<TInt32> ahead = tf.math.mul(full, tf.constant(unroll - 1));
      return new All(
          tf.constant(0),
          count,
          List.of(
              new LoopIterations(1, unroll, full, Optional.empty()),
              new LoopIterations(1, 1, count, Optional.of(ahead))));
    }
    Operand<TInt32> ahead = tf.math.sub(steps, tf.math.mul(count, unrolled));
    return new All(
        tf.math.sub(count, tf.constant(1)),
        count,
        List.of(
            new LoopIterations(-1, unroll, remainder, Optional.of(ahead)),
            new LoopIterations(-1, 1, tf.constant(0), Optional.empty())));
  }

  /** Returns whether {@code iteration} belongs to this loop. */
  Operand<TBool> hasNext(Ops ops, Operand<TInt32> iteration, Operand<TInt32> end) {
    return direction > 0 ? ops.math.less(iteration, end) : ops.math.greaterEqual(iteration, end);
  }
}
