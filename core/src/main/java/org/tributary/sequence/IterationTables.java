package org.tributary.sequence;

import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TInt32;

/**
 * Lookup tables of a scan loop that is unrolled over {@code unroll} steps of a packed batch. Row k
 * belongs to iteration k, which begins with step k · unroll. Steps past the end, which the last
 * iteration may have, have no rows.
 *
 * <p>The slice arguments of an iteration are one row of numbers, so that one lookup fetches them
 * all. A begin or size is a pair for TensorFlow's slice, of rows and columns:
 *
 * <pre>
 *   begin    2           first of the iteration's rows among the S
 *   size     2           number of the iteration's rows
 *   counts   unroll      number of rows of each step
 *   sizes    2 · unroll  the counts as pairs
 * </pre>
 *
 * @param slices the slice arguments, [iterations, 4 + 3 · unroll]
 * @param growth number of rows that each step has more than the next one, as padding, [iterations,
 *     unroll, 2, 2]
 */
public record IterationTables(Operand<TInt32> slices, Operand<TInt32> growth) {

  /**
   * The slice arguments of one iteration.
   *
   * @param begin [2]
   * @param size [2]
   * @param counts [unroll]
   * @param sizes [2] each
   */
  public record Slices(
      Operand<TInt32> begin,
      Operand<TInt32> size,
      Operand<TInt32> counts,
      List<Operand<TInt32>> sizes) {

    /**
     * Splits a row of the table.
     *
     * @param row [4 + 3 · unroll]
     */
    public static Slices of(Ops tf, Operand<TInt32> row, int unroll) {
      IntStream pairs = IntStream.generate(() -> 2).limit(unroll);
      int[] columns = IntStream.concat(IntStream.of(2, 2, unroll), pairs).toArray();
      List<Operand<TInt32>> all =
          List.copyOf(
              tf.splitV(row, tf.array(columns), tf.constant(0), (long) columns.length).output());
      return new Slices(all.get(0), all.get(1), all.get(2), all.subList(3, 3 + unroll));
    }
  }

  /** Returns the number of columns of {@link #slices}. */
  static int width(int unroll) {
    return 4 + 3 * unroll;
  }

  /** Adds the computation of the tables from those of {@link PackedIndices} to the graph. */
  static IterationTables computed(
      Ops tf, Operand<TInt32> batchSizes, Operand<TInt32> starts, int unroll) {
    Operand<TInt32> each = byIteration(tf, batchSizes, unroll); // [iterations, unroll]
    Operand<TInt32> none = tf.zerosLike(each);
    List<Operand<TInt32>> columns =
        List.of(
            pairs(
                tf, tf.slice(byIteration(tf, starts, unroll), tf.array(0, 0), tf.array(-1, 1)), 0),
            pairs(tf, tf.reduceSum(each, tf.constant(1), ReduceSum.keepDims(true)), -1),
            each,
            pairs(tf, each, -1));
    Operand<TInt32> after = // 0 after the last step
        tf.slice(
            tf.concat(List.of(batchSizes, tf.array(0)), tf.constant(0)),
            tf.array(1),
            tf.shape(batchSizes));
    Operand<TInt32> more = byIteration(tf, tf.math.sub(batchSizes, after), unroll);
    return new IterationTables(
        tf.concat(columns, tf.constant(1)),
        tf.reshape(
            tf.stack(List.of(none, more, none, none), Stack.axis(2L)), tf.array(-1, unroll, 2, 2)));
  }

  /** Reshapes {@code perStep} [T] to [iterations, unroll], with 0 for steps past the end. */
  private static Operand<TInt32> byIteration(Ops tf, Operand<TInt32> perStep, int unroll) {
    Operand<TInt32> past =
        tf.math.floorMod(tf.math.neg(tf.size(perStep)), tf.constant(unroll)); // []
    Operand<TInt32> padding =
        tf.expandDims(tf.stack(List.of(tf.constant(0), past)), tf.constant(0));
    return tf.reshape(tf.pad(perStep, padding, tf.constant(0)), tf.array(-1, unroll));
  }

  /** Pairs each of {@code rows} [iterations, n] with {@code column}, [iterations, 2n]. */
  private static Operand<TInt32> pairs(Ops tf, Operand<TInt32> rows, int column) {
    Operand<TInt32> columns = tf.fill(tf.shape(rows), tf.constant(column));
    int size = 2 * Math.toIntExact(rows.shape().get(1));
    return tf.reshape(tf.stack(List.of(rows, columns), Stack.axis(2L)), tf.array(-1, size));
  }
}
