package org.tributary.kernel;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;

/**
 * Turns that one loop takes, each of several steps. Turns are counted in the order of the steps, so
 * that a turn's number is also its place among what turns leave behind.
 *
 * @param direction 1 from the first turn to the last, -1 from the last to the first
 * @param stride how many steps a turn takes
 * @param bound where the loop ends: the turn after its last one, or going back its last one
 * @param offset turn k begins with step k · stride + offset; absent where that is 0
 */
record LoopIterations(
    int direction, int stride, Operand<TInt32> bound, Optional<Operand<TInt32>> offset) {

  /**
   * The loops over some steps, one after the other.
   *
   * @param first the turn with which the first of them begins
   * @param count how many turns there are
   */
  record All(Operand<TInt32> first, Operand<TInt32> count, List<LoopIterations> loops) {}

  /**
   * One loop, whose last turn may have steps past the end: for who can take a step without rows.
   */
  static All begun(Ops tf, Operand<TInt32> steps, int direction, int stride) {
    Operand<TInt32> count =
        tf.math.floorDiv(tf.math.add(steps, tf.constant(stride - 1)), tf.constant(stride));
    Operand<TInt32> zero = tf.constant(0);
    return direction > 0
        ? new All(zero, count, List.of(new LoopIterations(1, stride, count, Optional.empty())))
        : new All(
            tf.math.sub(count, tf.constant(1)),
            count,
            List.of(new LoopIterations(-1, stride, zero, Optional.empty())));
  }

  /**
   * Steps taken {@code stride} a turn while there are that many left, then one a turn by a second
   * loop.
   */
  static All whole(Ops tf, Operand<TInt32> steps, int direction, int stride) {
    Operand<TInt32> inTurn = tf.constant(stride);
    Operand<TInt32> whole = tf.math.floorDiv(steps, inTurn);
    Operand<TInt32> rest = tf.math.floorMod(steps, inTurn);
    Operand<TInt32> count = tf.math.add(whole, rest);
    if (direction > 0) {
      Operand<TInt32> ahead = tf.math.mul(whole, tf.constant(stride - 1));
      return new All(
          tf.constant(0),
          count,
          List.of(
              new LoopIterations(1, stride, whole, Optional.empty()),
              new LoopIterations(1, 1, count, Optional.of(ahead))));
    }
    Operand<TInt32> ahead = tf.math.sub(steps, tf.math.mul(count, inTurn));
    return new All(
        tf.math.sub(count, tf.constant(1)),
        count,
        List.of(
            new LoopIterations(-1, stride, rest, Optional.of(ahead)),
            new LoopIterations(-1, 1, tf.constant(0), Optional.empty())));
  }

  /** Whether {@code turn} is one of these. */
  Operand<TBool> goesOn(Ops ops, Operand<TInt32> turn, Operand<TInt32> end) {
    return direction > 0 ? ops.math.less(turn, end) : ops.math.greaterEqual(turn, end);
  }
}
