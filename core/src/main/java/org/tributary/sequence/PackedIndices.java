package org.tributary.sequence;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.math.Cumsum;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;

/**
 * Where the packed steps of rows of different lengths stand, longest row first; N rows, T steps, S
 * packed steps. Either the graph makes it of the lengths, or it is fed, see {@link
 * FedSequenceLengths}.
 *
 * @param steps the number of steps that some row has, a scalar
 * @param counts how many rows each step has, [T]
 * @param starts where each step's rows begin among the S, [T]
 * @param startsBefore where the states before each step begin among the N + S, [T]
 * @param sorting the row that has each rank, [N]
 * @param ranks the rank that each row has, [N]
 * @param lastPlaces where each rank's last state stands among the N + S, [N]
 * @param step of each packed step, [S]
 * @param rank of each packed step, [S]
 * @param needed 1 where the row is not over, else 0, [S]
 * @param forward the place t·N + n that each packed step reads, [S]; see {@link Packing}
 * @param reverse the same where rows are read from their ends, [S]
 * @param forwardSource for each place t·N + n 1 more than the packed step that reads it, or 0 in
 *     the padding, [T·N]
 * @param reverseSource the same where rows are read from their ends, [T·N]
 * @param stretches the stretches of steps with one number of rows
 */
record PackedIndices(
    Operand<TInt32> steps,
    Operand<TInt32> counts,
    Operand<TInt32> starts,
    Operand<TInt32> startsBefore,
    Operand<TInt32> sorting,
    Operand<TInt32> ranks,
    Operand<TInt32> lastPlaces,
    Operand<TInt32> step,
    Operand<TInt32> rank,
    Operand<TInt32> needed,
    Operand<TInt32> forward,
    Operand<TInt32> reverse,
    Operand<TInt32> forwardSource,
    Operand<TInt32> reverseSource,
    List<Packing.Stretch> stretches) {

  /**
   * Computes them in the graph.
   *
   * @param given the lengths, [N]
   * @param allSteps T
   * @param allRows N
   * @param rows how many a step has
   * @param group how many rows fall away together, at least {@link Packing#LEAST}
   */
  static PackedIndices computed(
      Ops tf,
      Operand<TInt32> given,
      Operand<TInt32> allSteps,
      Operand<TInt32> allRows,
      Packing.Rows rows,
      int group) {
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> one = tf.constant(1);
    TopK<TInt32, TInt32> sorted = tf.nn.topK(given, allRows, TInt32.class);
    Operand<TInt32> lengths = sorted.values(); // [N], longest first
    Operand<TInt32> sorting = sorted.indices();
    Operand<TInt32> everyRow = tf.range(zero, allRows, one); // [N]
    Operand<TInt32> everyStep = tf.expandDims(tf.range(zero, allSteps, one), one); // [T, 1]
    Operand<TBool> valid = tf.math.less(everyStep, given); // [T, N]
    Operand<TInt32> needs = tf.reduceSum(tf.dtypes.cast(valid, TInt32.class), one); // [T]
    RowCounts rowCounts = new RowCounts(tf, allRows, group);
    Operand<TInt32> counts =
        rows == Packing.Rows.NEEDED ? rowCounts.needed(needs) : rowCounts.levelled(needs);
    Operand<TInt32> starts = tf.math.cumsum(counts, zero, Cumsum.exclusive(true));
    Operand<TInt32> rowsAhead =
        tf.concat(List.of(tf.expandDims(allRows, zero), counts), zero); // [T + 1]
    Operand<TInt32> startsBefore =
        tf.slice(
            tf.math.cumsum(rowsAhead, zero, Cumsum.exclusive(true)), tf.array(0), tf.shape(counts));
    Operand<TInt32> afterEach =
        tf.concat(List.of(tf.array(0), tf.math.add(starts, allRows)), zero); // [T + 1]
    Operand<TBool> present = tf.math.less(everyRow, tf.expandDims(counts, one)); // [T, N]
    List<? extends Operand<TInt32>> places =
        tf.unstack(tf.dtypes.cast(tf.where(present), TInt32.class), 2L, Unstack.axis(1L)).output();
    Operand<TInt32> step = places.get(0);
    Operand<TInt32> rank = places.get(1);
    Operand<TInt32> own = tf.gather(lengths, rank, zero); // [S]
    Operand<TBool> needed = tf.math.less(step, own);
    Operand<TInt32> reader = tf.select(tf.math.greater(own, zero), rank, tf.zerosLike(rank));
    Operand<TInt32> row = tf.gather(sorting, reader, zero); // [S]
    Operand<TInt32> last = tf.math.sub(tf.gather(lengths, reader, zero), one); // [S]
    Operand<TInt32> read = tf.math.minimum(step, last); // [S]
    Operand<TInt32> forward = tf.math.add(tf.math.mul(read, allRows), row);
    Operand<TInt32> reverse = tf.math.add(tf.math.mul(tf.math.sub(last, read), allRows), row);
    Operand<TInt32> all = tf.math.mul(allSteps, allRows);
    return new PackedIndices(
        tf.reduceSum(tf.dtypes.cast(tf.math.greater(counts, zero), TInt32.class), zero),
        counts,
        starts,
        startsBefore,
        sorting,
        tf.math.invertPermutation(sorting),
        tf.math.add(tf.gather(afterEach, lengths, zero), everyRow),
        step,
        rank,
        tf.dtypes.cast(needed, TInt32.class),
        forward,
        reverse,
        readers(tf, forward, needed, all),
        readers(tf, reverse, needed, all),
        stretches(tf, rowCounts, counts));
  }

  /** For each of {@code all} places 1 more than the packed step that reads it, or 0, [T·N]. */
  private static Operand<TInt32> readers(
      Ops tf, Operand<TInt32> places, Operand<TBool> needed, Operand<TInt32> all) {
    Operand<TInt32> one = tf.constant(1);
    Operand<TInt32> numbers = tf.range(one, tf.math.add(tf.size(places), one), one); // [S]
    Operand<TInt32> counted = tf.select(needed, numbers, tf.zerosLike(numbers));
    return tf.scatterNd( // which adds up: a row beyond need adds 0 to a place that it reads again
        tf.expandDims(places, one), counted, tf.expandDims(all, tf.constant(0)));
  }

  private static List<Packing.Stretch> stretches(
      Ops tf, RowCounts rowCounts, Operand<TInt32> counts) {
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> one = tf.constant(1);
    List<Operand<TInt32>> steps = new ArrayList<>();
    List<Operand<TInt32>> rows = new ArrayList<>();
    List<Operand<TInt32>> starts = new ArrayList<>();
    Operand<TInt32> from = zero;
    for (Operand<TInt32> given : rowCounts.levels()) {
      Operand<TInt32> level = tf.math.maximum(given, zero);
      Operand<TInt32> having = tf.dtypes.cast(tf.math.equal(counts, level), TInt32.class); // [T]
      Operand<TInt32> every = tf.math.mul(tf.math.minimum(level, one), tf.reduceSum(having, zero));
      Operand<TInt32> any = tf.math.minimum(every, one); // 0 or 1
      steps.add(every);
      rows.add(tf.math.mul(any, level));
      starts.add(tf.math.mul(any, from));
      from = tf.math.add(from, tf.math.mul(every, level));
    }
    Operand<TInt32> order = emptyLast(tf, tf.stack(steps));
    List<? extends Operand<TInt32>> orderedSteps = ordered(tf, steps, order);
    List<? extends Operand<TInt32>> orderedRows = ordered(tf, rows, order);
    List<? extends Operand<TInt32>> orderedStarts = ordered(tf, starts, order);
    List<Packing.Stretch> stretches = new ArrayList<>();
    for (int k = 0; k < steps.size(); k++) {
      stretches.add(
          Packing.Stretch.computed(
              tf, orderedSteps.get(k), orderedRows.get(k), orderedStarts.get(k)));
    }
    return stretches;
  }

  /** Where those stand that are not 0, then where the others do. */
  private static Operand<TInt32> emptyLast(Ops tf, Operand<TInt32> steps) {
    Operand<TBool> any = tf.math.greater(steps, tf.constant(0));
    List<Operand<TInt32>> places = new ArrayList<>();
    for (Operand<TBool> part : List.of(any, tf.math.logicalNot(any))) {
      places.add(tf.reshape(tf.dtypes.cast(tf.where(part), TInt32.class), tf.array(-1)));
    }
    return tf.concat(places, tf.constant(0));
  }

  private static List<? extends Operand<TInt32>> ordered(
      Ops tf, List<Operand<TInt32>> scalars, Operand<TInt32> order) {
    return tf.unstack(tf.gather(tf.stack(scalars), order, tf.constant(0)), (long) scalars.size())
        .output();
  }
}
