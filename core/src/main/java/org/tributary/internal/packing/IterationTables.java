package org.tributary.internal.packing;

import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
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
 * @param growth paddings for {@code tf.pad} that grow the state from the next step's batch size to
 *     this step's, [iterations, unroll, 2, 2]
 */
public record IterationTables(Operand<TInt32> slices, Operand<TInt32> growth) {

  /** The names of the tables, in the order in which they are fed. */
  public enum Name {
    SLICES,
    GROWTH
  }

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
  public static int width(int unroll) {
    return 4 + 3 * unroll;
  }
}
