package org.tributary.internal.graph;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;

/** The number of rows of a step under {@link Packing.Rows}, as graph operations. */
final class GraphRowCounts {
  private static final int QUARTERS = 4;

  private final Ops tf;
  private final Operand<TInt32> allRows;
  private final List<Operand<TInt32>> buckets;

  /**
   * Prepares the buckets.
   *
   * @param allRows N, a scalar
   */
  GraphRowCounts(Ops tf, Operand<TInt32> allRows) {
    this.tf = tf;
    this.allRows = allRows;
    this.buckets = quarters();
  }

  /** Rounds the numbers of unfinished rows, of any shape, by {@link Packing.Rows#NEEDED}. */
  Operand<TInt32> needed(Operand<TInt32> unfinished) {
    Operand<TInt32> minRows = tf.math.minimum(tf.constant(PackingPlan.MIN_ROWS), allRows);
    return zeroIfFinished(unfinished, tf.math.maximum(unfinished, minRows));
  }

  /** Rounds the numbers of unfinished rows, of any shape, by {@link Packing.Rows#BUCKETED}. */
  Operand<TInt32> bucketed(Operand<TInt32> unfinished) {
    Operand<TInt32> counts = allRows;
    for (Operand<TInt32> bucket : buckets.subList(1, buckets.size())) {
      counts = tf.select(tf.math.lessEqual(unfinished, bucket), bucket, counts);
    }
    return zeroIfFinished(unfinished, counts);
  }

  /**
   * Returns the batch sizes of the buckets, scalars in descending order; 0 or below for an absent
   * one.
   */
  List<Operand<TInt32>> buckets() {
    return buckets;
  }

  /** Returns the whole batch, three quarters, a half and a quarter of it. */
  private List<Operand<TInt32>> quarters() {
    Operand<TInt32> quarter =
        tf.math.maximum(
            tf.constant(PackingPlan.MIN_ROWS),
            tf.math.floorDiv(
                tf.math.add(allRows, tf.constant(QUARTERS - 1)), tf.constant(QUARTERS)));
    List<Operand<TInt32>> all = new ArrayList<>(List.of(allRows));
    for (int k = 1; k < QUARTERS; k++) {
      Operand<TInt32> previous = all.get(k - 1);
      all.add(tf.math.sub(roundedUp(previous, quarter), quarter));
    }
    return all;
  }

  private Operand<TInt32> zeroIfFinished(Operand<TInt32> unfinished, Operand<TInt32> counts) {
    return tf.select(tf.math.greater(unfinished, tf.constant(0)), counts, tf.zerosLike(unfinished));
  }

  /** Rounds up to a multiple of {@code unit}. */
  private Operand<TInt32> roundedUp(Operand<TInt32> x, Operand<TInt32> unit) {
    return tf.math.mul(
        tf.math.floorDiv(tf.math.add(x, tf.math.sub(unit, tf.constant(1))), unit), unit);
  }
}
