package org.tributary.sequence;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;

/** How many rows a step is given, for how many it needs: the arithmetic of {@link Packing.Rows}. */
final class RowCounts {
  static final int QUARTERS = 4;
  static final int HALVINGS = 6;

  private final Ops tf;
  private final Operand<TInt32> allRows;
  private final int group;
  private final List<Operand<TInt32>> levels;

  /**
   * @param allRows N, a scalar
   * @param group how many rows fall away together, at least {@link Packing#LEAST}
   */
  RowCounts(Ops tf, Operand<TInt32> allRows, int group) {
    this.tf = tf;
    this.allRows = allRows;
    this.group = group;
    this.levels = group == Packing.LEAST ? quarters() : halves();
  }

  /** How many numbers of rows there are at most. */
  static int levels(int group) {
    return group == Packing.LEAST ? QUARTERS : HALVINGS;
  }

  /** {@link Packing.Rows#NEEDED}, of any shape. */
  Operand<TInt32> needed(Operand<TInt32> needs) {
    Operand<TInt32> least = tf.math.minimum(tf.constant(Packing.LEAST), allRows);
    return whereNeeded(
        needs,
        group == Packing.LEAST
            ? tf.math.maximum(needs, least)
            : tf.math.minimum(roundedUp(needs, tf.constant(group)), allRows));
  }

  /** {@link Packing.Rows#LEVELS}, of any shape. */
  Operand<TInt32> levelled(Operand<TInt32> needs) {
    Operand<TInt32> counts = allRows;
    for (Operand<TInt32> level : levels.subList(1, levels.size())) {
      counts = tf.select(tf.math.lessEqual(needs, level), level, counts);
    }
    return whereNeeded(needs, counts);
  }

  /**
   * The numbers of rows that there are, scalars, the most first; 0 or below for one that is not.
   */
  List<Operand<TInt32>> levels() {
    return levels;
  }

  /** The whole batch, three quarters of it, a half and a quarter. */
  private List<Operand<TInt32>> quarters() {
    Operand<TInt32> quarter =
        tf.math.maximum(
            tf.constant(Packing.LEAST),
            tf.math.floorDiv(
                tf.math.add(allRows, tf.constant(QUARTERS - 1)), tf.constant(QUARTERS)));
    List<Operand<TInt32>> all = new ArrayList<>(List.of(allRows));
    for (int k = 1; k < QUARTERS; k++) {
      Operand<TInt32> last = all.get(k - 1);
      all.add(tf.math.sub(roundedUp(last, quarter), quarter));
    }
    return all;
  }

  /** The whole batch, a half of it, a half of that and so on, in groups. */
  private List<Operand<TInt32>> halves() {
    Operand<TInt32> unit = tf.constant(group);
    List<Operand<TInt32>> all = new ArrayList<>(List.of(allRows));
    for (int k = 1; k < HALVINGS; k++) {
      Operand<TInt32> last = all.get(k - 1);
      Operand<TInt32> half = roundedUp(tf.math.floorDiv(last, tf.constant(2)), unit);
      all.add(tf.select(tf.math.greater(last, unit), half, tf.constant(0)));
    }
    return all;
  }

  private Operand<TInt32> whereNeeded(Operand<TInt32> needs, Operand<TInt32> counts) {
    return tf.select(tf.math.greater(needs, tf.constant(0)), counts, tf.zerosLike(needs));
  }

  /** The next multiple of {@code unit}. */
  private Operand<TInt32> roundedUp(Operand<TInt32> x, Operand<TInt32> unit) {
    return tf.math.mul(
        tf.math.floorDiv(tf.math.add(x, tf.math.sub(unit, tf.constant(1))), unit), unit);
  }
}
