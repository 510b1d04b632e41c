package org.tributary.internal.graph;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.math.Cumsum;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;

/**
 * The packed order computed by graph operations from the lengths: an oracle for {@link
 * PackingPlan}, which computes it in Java.
 */
public record GraphPacking(
    Packing.Indices indices, Operand<TInt32> batchSizes, Operand<TInt32> starts) {

  /**
   * Adds the computation of the indices to the graph.
   *
   * @param given the lengths, [N]
   * @param allSteps T
   * @param allRows N
   * @param rows rule for the number of rows of a step
   */
  public static GraphPacking of(
      Ops tf,
      Operand<TInt32> given,
      Operand<TInt32> allSteps,
      Operand<TInt32> allRows,
      Packing.Rows rows) {
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> one = tf.constant(1);
    TopK<TInt32, TInt32> sorted = tf.nn.topK(given, allRows, TInt32.class);
    Operand<TInt32> lengths = sorted.values(); // [N], longest first
    Operand<TInt32> sortedIndices = sorted.indices();
    Operand<TInt32> everyRow = tf.range(zero, allRows, one); // [N]
    Operand<TInt32> everyStep = tf.expandDims(tf.range(zero, allSteps, one), one); // [T, 1]
    Operand<TBool> valid = tf.math.less(everyStep, given); // [T, N]
    Operand<TInt32> needs = tf.reduceSum(tf.dtypes.cast(valid, TInt32.class), one); // [T]
    GraphRowCounts rowCounts = new GraphRowCounts(tf, allRows);
    Operand<TInt32> batchSizes =
        rows == Packing.Rows.NEEDED ? rowCounts.needed(needs) : rowCounts.bucketed(needs);
    Operand<TInt32> starts = tf.math.cumsum(batchSizes, zero, Cumsum.exclusive(true));
    Operand<TInt32> rowsAhead =
        tf.concat(List.of(tf.expandDims(allRows, zero), batchSizes), zero); // [T + 1]
    Operand<TInt32> startsBefore =
        tf.slice(
            tf.math.cumsum(rowsAhead, zero, Cumsum.exclusive(true)),
            tf.array(0),
            tf.shape(batchSizes));
    Operand<TInt32> afterEach =
        tf.concat(List.of(tf.array(0), tf.math.add(starts, allRows)), zero); // [T + 1]
    Operand<TBool> present = tf.math.less(everyRow, tf.expandDims(batchSizes, one)); // [T, N]
    List<? extends Operand<TInt32>> indices =
        tf.unstack(tf.dtypes.cast(tf.where(present), TInt32.class), 2L, Unstack.axis(1L)).output();
    Operand<TInt32> step = indices.get(0);
    Operand<TInt32> rank = indices.get(1);
    Operand<TInt32> length = tf.gather(lengths, rank, zero); // [S]
    Operand<TBool> needed = tf.math.less(step, length);
    Operand<TInt32> readRank = tf.select(tf.math.greater(length, zero), rank, tf.zerosLike(rank));
    Operand<TInt32> row = tf.gather(sortedIndices, readRank, zero); // [S]
    Operand<TInt32> last = tf.math.sub(tf.gather(lengths, readRank, zero), one); // [S]
    Operand<TInt32> read = tf.math.minimum(step, last); // [S]
    Operand<TInt32> forward = tf.math.add(tf.math.mul(read, allRows), row);
    Operand<TInt32> reverse = tf.math.add(tf.math.mul(tf.math.sub(last, read), allRows), row);
    Operand<TInt32> all = tf.math.mul(allSteps, allRows);
    Map<Packing.IndexVector, Operand<TInt32>> vectors = new EnumMap<>(Packing.IndexVector.class);
    vectors.put(
        Packing.IndexVector.STEPS,
        tf.reduceSum(tf.dtypes.cast(tf.math.greater(batchSizes, zero), TInt32.class), zero));
    vectors.put(Packing.IndexVector.SORTED_INDICES, sortedIndices);
    vectors.put(Packing.IndexVector.UNSORTED_INDICES, tf.math.invertPermutation(sortedIndices));
    vectors.put(
        Packing.IndexVector.LAST_STATES,
        tf.math.add(tf.gather(afterEach, lengths, zero), everyRow));
    vectors.put(
        Packing.IndexVector.STATES_BEFORE, tf.math.add(tf.gather(startsBefore, step, zero), rank));
    vectors.put(Packing.IndexVector.RANK, rank);
    vectors.put(Packing.IndexVector.VALID, tf.dtypes.cast(needed, TInt32.class));
    vectors.put(Packing.IndexVector.FORWARD, forward);
    vectors.put(Packing.IndexVector.REVERSE, reverse);
    vectors.put(Packing.IndexVector.FORWARD_SOURCE, readers(tf, forward, needed, all));
    vectors.put(Packing.IndexVector.REVERSE_SOURCE, readers(tf, reverse, needed, all));
    List<Packing.Segment> segments = segments(tf, rowCounts, batchSizes);
    vectors.put(
        Packing.IndexVector.SEGMENT_STEPS,
        tf.dtypes.cast(
            tf.stack(segments.stream().map(Packing.Segment::steps).toList()), TInt32.class));
    return new GraphPacking(new Packing.Indices(vectors, segments), batchSizes, starts);
  }

  /**
   * Returns for each of {@code all} indices one more than the packed step that reads it, or 0,
   * [T·N].
   */
  private static Operand<TInt32> readers(
      Ops tf, Operand<TInt32> indices, Operand<TBool> needed, Operand<TInt32> all) {
    Operand<TInt32> one = tf.constant(1);
    Operand<TInt32> numbers = tf.range(one, tf.math.add(tf.size(indices), one), one); // [S]
    Operand<TInt32> counted = tf.select(needed, numbers, tf.zerosLike(numbers));
    return tf.scatterNd( // adds up: a surplus row adds 0 at the index that it reads again
        tf.expandDims(indices, one), counted, tf.expandDims(all, tf.constant(0)));
  }

  private static List<Packing.Segment> segments(
      Ops tf, GraphRowCounts rowCounts, Operand<TInt32> batchSizes) {
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> one = tf.constant(1);
    List<Operand<TInt32>> steps = new ArrayList<>();
    List<Operand<TInt32>> rows = new ArrayList<>();
    List<Operand<TInt32>> starts = new ArrayList<>();
    Operand<TInt32> start = zero;
    for (Operand<TInt32> size : rowCounts.buckets()) {
      Operand<TInt32> bucket = tf.math.maximum(size, zero);
      Operand<TInt32> matching =
          tf.dtypes.cast(tf.math.equal(batchSizes, bucket), TInt32.class); // [T]
      Operand<TInt32> stepCount =
          tf.math.mul(tf.math.minimum(bucket, one), tf.reduceSum(matching, zero));
      Operand<TInt32> any = tf.math.minimum(stepCount, one); // 0 or 1
      steps.add(stepCount);
      rows.add(tf.math.mul(any, bucket));
      starts.add(tf.math.mul(any, start));
      start = tf.math.add(start, tf.math.mul(stepCount, bucket));
    }
    Operand<TInt32> order = emptyLast(tf, tf.stack(steps));
    List<? extends Operand<TInt32>> orderedSteps = ordered(tf, steps, order);
    List<? extends Operand<TInt32>> orderedRows = ordered(tf, rows, order);
    List<? extends Operand<TInt32>> orderedStarts = ordered(tf, starts, order);
    List<Packing.Segment> segments = new ArrayList<>();
    for (int k = 0; k < steps.size(); k++) {
      segments.add(
          Packing.Segment.computed(
              tf, orderedSteps.get(k), orderedRows.get(k), orderedStarts.get(k)));
    }
    return segments;
  }

  /** Returns the indices of the nonzero elements, then those of the zeros. */
  private static Operand<TInt32> emptyLast(Ops tf, Operand<TInt32> steps) {
    Operand<TBool> any = tf.math.greater(steps, tf.constant(0));
    List<Operand<TInt32>> indices = new ArrayList<>();
    for (Operand<TBool> part : List.of(any, tf.math.logicalNot(any))) {
      indices.add(tf.reshape(tf.dtypes.cast(tf.where(part), TInt32.class), tf.array(-1)));
    }
    return tf.concat(indices, tf.constant(0));
  }

  private static List<? extends Operand<TInt32>> ordered(
      Ops tf, List<Operand<TInt32>> scalars, Operand<TInt32> order) {
    return tf.unstack(tf.gather(tf.stack(scalars), order, tf.constant(0)), (long) scalars.size())
        .output();
  }

  /** Adds the computation of the tables of a loop to the graph. */
  public Packing.IterationTables tables(Ops tf, int unroll) {
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
    return new Packing.IterationTables(
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
