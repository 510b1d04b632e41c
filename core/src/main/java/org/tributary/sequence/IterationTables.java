package org.tributary.sequence;

import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TInt32;

/**
 * What a loop looks up that takes {@code stride} steps of a packed batch in a turn: in row k, what
 * turn k needs, which begins with step k · stride. Where that is past the end, as in the last turn
 * it may be, a step has no rows.
 *
 * <p>Everything a turn cuts with stands in one row of numbers, to be looked up at once. A begin or
 * size is a pair for TensorFlow's slice, of rows and columns:
 *
 * <pre>
 *   begin    2           where the turn's rows begin among the S
 *   size     2           how many they are, all together
 *   counts   stride      how many each step has
 *   sizes    2 · stride  the same as pairs
 * </pre>
 *
 * @param cuts these, [turns, 4 + 3 · stride]
 * @param growth how many rows each step has more than the one after it, as padding, [turns, stride,
 *     2, 2]
 */
public record IterationTables(Operand<TInt32> cuts, Operand<TInt32> growth) {

  /**
   * A row of {@link #cuts}, taken apart.
   *
   * @param begin [2]
   * @param size [2]
   * @param counts [stride]
   * @param sizes [2] each
   */
  public record Cuts(
      Operand<TInt32> begin,
      Operand<TInt32> size,
      Operand<TInt32> counts,
      List<Operand<TInt32>> sizes) {

    /**
     * Takes a row apart.
     *
     * @param row [4 + 3 · stride]
     */
    public static Cuts of(Ops tf, Operand<TInt32> row, int stride) {
      IntStream pairs = IntStream.generate(() -> 2).limit(stride);
      int[] pieces = IntStream.concat(IntStream.of(2, 2, stride), pairs).toArray();
      List<Operand<TInt32>> all =
          List.copyOf(
              tf.splitV(row, tf.array(pieces), tf.constant(0), (long) pieces.length).output());
      return new Cuts(all.get(0), all.get(1), all.get(2), all.subList(3, 3 + stride));
    }
  }

  /** How many numbers a row of {@link #cuts} has. */
  static int width(int stride) {
    return 4 + 3 * stride;
  }

  /** Computes them in the graph, of what {@link PackedIndices} has under the same names. */
  static IterationTables computed(
      Ops tf, Operand<TInt32> counts, Operand<TInt32> starts, int stride) {
    Operand<TInt32> each = byTurn(tf, counts, stride); // [turns, stride]
    Operand<TInt32> none = tf.zerosLike(each);
    List<Operand<TInt32>> columns =
        List.of(
            pairs(tf, tf.slice(byTurn(tf, starts, stride), tf.array(0, 0), tf.array(-1, 1)), 0),
            pairs(tf, tf.reduceSum(each, tf.constant(1), ReduceSum.keepDims(true)), -1),
            each,
            pairs(tf, each, -1));
    Operand<TInt32> after = // 0 after the last; there need not be any
        tf.slice(
            tf.concat(List.of(counts, tf.array(0)), tf.constant(0)), tf.array(1), tf.shape(counts));
    Operand<TInt32> more = byTurn(tf, tf.math.sub(counts, after), stride);
    return new IterationTables(
        tf.concat(columns, tf.constant(1)),
        tf.reshape(
            tf.stack(List.of(none, more, none, none), Stack.axis(2L)), tf.array(-1, stride, 2, 2)));
  }

  /** {@code ofSteps} [T] as [turns, stride], with 0 for steps that are past the end. */
  private static Operand<TInt32> byTurn(Ops tf, Operand<TInt32> ofSteps, int stride) {
    Operand<TInt32> past =
        tf.math.floorMod(tf.math.neg(tf.size(ofSteps)), tf.constant(stride)); // []
    Operand<TInt32> padding =
        tf.expandDims(tf.stack(List.of(tf.constant(0), past)), tf.constant(0));
    return tf.reshape(tf.pad(ofSteps, padding, tf.constant(0)), tf.array(-1, stride));
  }

  /** {@code rows} [turns, n], each beside the same column, [turns, 2n]. */
  private static Operand<TInt32> pairs(Ops tf, Operand<TInt32> rows, int column) {
    Operand<TInt32> columns = tf.fill(tf.shape(rows), tf.constant(column));
    int size = 2 * Math.toIntExact(rows.shape().get(1));
    return tf.reshape(tf.stack(List.of(rows, columns), Stack.axis(2L)), tf.array(-1, size));
  }
}
