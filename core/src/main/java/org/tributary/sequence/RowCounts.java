package org.tributary.sequence;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;

/** How many rows a step is given, for how many it needs: the arithmetic of {@link Packing.Rows}. */
final class RowCounts {
  private final Ops tf;
  private final Operand<TInt32> allRows;
  private final int group;
  private final Operand<TInt32> quarter;

  /**
   * @param allRows N, a scalar
   * @param group how many rows fall away together, at least {@link Packing#LEAST}
   */
  RowCounts(Ops tf, Operand<TInt32> allRows, int group) {
    this.tf = tf;
    this.allRows = allRows;
    this.group = group;
    Operand<TInt32> exact =
        tf.math.maximum(
            tf.constant(Packing.LEAST), roundedUp(allRows, tf.constant(Packing.STRETCHES)));
    this.quarter = group == Packing.LEAST ? exact : inGroups(exact);
  }

  /** {@link Packing.Rows#NEEDED}, of any shape. */
  Operand<TInt32> needed(Operand<TInt32> needs) {
    Operand<TInt32> least = tf.math.minimum(tf.constant(Packing.LEAST), allRows);
    return whereNeeded(
        needs,
        group == Packing.LEAST
            ? tf.math.maximum(needs, least)
            : tf.math.minimum(inGroups(needs), allRows));
  }

  /** {@link Packing.Rows#QUARTERS}, of any shape. */
  Operand<TInt32> quarters(Operand<TInt32> needs) {
    Operand<TInt32> whole = tf.math.mul(roundedUp(needs, quarter), quarter);
    return whereNeeded(needs, tf.math.minimum(whole, allRows));
  }

  /** The next smaller number of quarters. */
  Operand<TInt32> quarterBelow(Operand<TInt32> rows) {
    Operand<TInt32> whole = tf.math.mul(roundedUp(rows, quarter), quarter);
    return tf.math.sub(whole, quarter);
  }

  private Operand<TInt32> inGroups(Operand<TInt32> rows) {
    Operand<TInt32> unit = tf.constant(group);
    return tf.math.mul(roundedUp(rows, unit), unit);
  }

  private Operand<TInt32> whereNeeded(Operand<TInt32> needs, Operand<TInt32> counts) {
    return tf.select(tf.math.greater(needs, tf.constant(0)), counts, tf.zerosLike(needs));
  }

  private Operand<TInt32> roundedUp(Operand<TInt32> x, Operand<TInt32> by) {
    return tf.math.floorDiv(tf.math.add(x, tf.math.sub(by, tf.constant(1))), by);
  }
}
