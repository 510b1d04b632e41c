package org.tributary.sequence;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.math.Cumsum;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Where the steps of a padded batch [T, N, F] stand when its rows are ordered longest first and
 * steps that no row has are left out, inside a graph: PyTorch's packed layout [S, F], the first
 * step of every row, then the second step of every row that has one, and so on. Steps are counted
 * in reading order, so that a later step never has more rows than an earlier one.
 *
 * <p>A step may have a few rows more than it needs, see {@link Rows}. Such a row reads what the
 * longest row reads, which is always there, and what is made of it goes nowhere.
 */
public final class Packing {
  /** From which end a row is read. */
  public enum Order {
    /** From the first step to the last. */
    FORWARD,
    /** From each row's last valid step to its first. */
    REVERSE
  }

  /** How many rows a step has. */
  public enum Rows {
    /** Those that are not over, and at least {@link #LEAST}. */
    NEEDED,
    /**
     * As many quarters of the batch as it needs, so that there are at most {@link #STRETCHES}
     * stretches of steps with one number of rows.
     */
    QUARTERS
  }

  /** How many stretches of steps {@link Rows#QUARTERS} makes at most. */
  public static final int STRETCHES = 4;

  /**
   * The fewest rows of a step, where the batch has them: a product with one row takes another order
   * of sums than one with more, and a row's numbers shall not depend on its company.
   */
  public static final int LEAST = 2;

  private final Ops tf;
  private final boolean full;
  private final Operand<TInt32> allSteps;
  private final Operand<TInt32> allRows;
  private final Operand<TInt32> steps;
  private final Operand<TInt32> counts;
  private final Operand<TInt32> starts;
  private final Order order;

  /** The rest is absent without padding, where a row stands at its own place. */
  private final Operand<TInt32> lengths;

  private final RowCounts rowCounts;
  private final Operand<TInt32> sorting;
  private final Operand<TInt32> step;
  private final Operand<TInt32> rank;
  private final Operand<TBool> needed;
  private final Operand<TInt32> source;

  private Packing(Ops tf, Operand<TInt32> allSteps, Operand<TInt32> allRows, Order order) {
    this.tf = tf;
    this.full = true;
    this.order = order;
    this.allSteps = allSteps;
    this.allRows = allRows;
    this.steps = allSteps;
    Operand<TInt32> shape = tf.expandDims(allSteps, tf.constant(0));
    this.counts = tf.fill(shape, allRows); // [T]
    this.starts = tf.math.mul(range(allSteps), allRows); // [T]
    this.lengths = null;
    this.rowCounts = null;
    this.sorting = null;
    this.step = null;
    this.rank = null;
    this.needed = null;
    this.source = null;
  }

  private Packing(
      Ops tf,
      Operand<TInt32> given,
      Operand<TInt32> allSteps,
      Operand<TInt32> allRows,
      Order order,
      Rows rows,
      int group) {
    this.tf = tf;
    this.full = false;
    this.order = order;
    this.allSteps = allSteps;
    this.allRows = allRows;
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> one = tf.constant(1);
    TopK<TInt32, TInt32> sorted = tf.nn.topK(given, allRows, TInt32.class);
    this.lengths = sorted.values(); // [N]
    this.sorting = sorted.indices(); // [N]
    Operand<TBool> valid = tf.math.less(tf.expandDims(range(allSteps), one), given); // [T, N]
    Operand<TInt32> needs = tf.reduceSum(tf.dtypes.cast(valid, TInt32.class), one); // [T]
    this.rowCounts = new RowCounts(tf, allRows, group);
    this.counts = rows == Rows.NEEDED ? rowCounts.needed(needs) : rowCounts.quarters(needs);
    this.starts = tf.math.cumsum(counts, zero, Cumsum.exclusive(true)); // [T]
    this.steps =
        tf.reduceSum(tf.dtypes.cast(tf.math.greater(counts, zero), TInt32.class), zero); // []
    Operand<TBool> present = tf.math.less(range(allRows), tf.expandDims(counts, one)); // [T, N]
    List<? extends Operand<TInt32>> places =
        tf.unstack(tf.dtypes.cast(tf.where(present), TInt32.class), 2L, Unstack.axis(1L)).output();
    this.step = places.get(0); // [S]
    this.rank = places.get(1); // [S]
    this.needed = tf.math.less(step, tf.gather(lengths, rank, zero)); // [S]
    Operand<TInt32> reader = tf.select(needed, rank, tf.zerosLike(rank)); // [S]
    Operand<TInt32> at =
        order == Order.FORWARD
            ? step
            : tf.math.sub(tf.math.sub(tf.gather(lengths, reader, zero), one), step); // [S]
    this.source = tf.math.add(tf.math.mul(at, allRows), tf.gather(sorting, reader, zero)); // [S]
  }

  static Packing full(Ops tf, Operand<TInt32> steps, Operand<TInt32> rows, Order order) {
    return new Packing(tf, steps, rows, order);
  }

  static Packing of(
      Ops tf,
      Operand<TInt32> lengths,
      Operand<TInt32> steps,
      Operand<TInt32> rows,
      Order order,
      Rows granularity,
      int group) {
    return new Packing(tf, lengths, steps, rows, order, granularity, group);
  }

  /** Whether every row has every step: then nothing is sorted, and each step has all rows. */
  public boolean full() {
    return full;
  }

  /** The number of steps that some row has, a scalar. */
  public Operand<TInt32> steps() {
    return steps;
  }

  /** The number of steps that the padded batch has, T, a scalar. */
  public Operand<TInt32> allSteps() {
    return allSteps;
  }

  /** N, the number of all rows, a scalar. */
  public Operand<TInt32> allRows() {
    return allRows;
  }

  /** How many rows each step has, [T]. */
  public Operand<TInt32> counts() {
    return counts;
  }

  /** Where each step's rows begin among the S, [T]. */
  public Operand<TInt32> starts() {
    return starts;
  }

  /** How many steps have exactly {@code rows} rows, a scalar. */
  public Operand<TInt32> stepsWith(Operand<TInt32> rows) {
    return tf.reduceSum(tf.dtypes.cast(tf.math.equal(counts, rows), TInt32.class), tf.constant(0));
  }

  /**
   * The number of rows of the stretch after one with {@code rows}, with {@link Rows#QUARTERS}; 0 or
   * less where there is none.
   */
  public Operand<TInt32> quarterBelow(Operand<TInt32> rows) {
    return rowCounts.quarterBelow(rows);
  }

  /** Which row a packed step belongs to, counted from the longest row, [S]. */
  public Operand<TInt32> ranks() {
    return full ? tf.math.floorMod(range(tf.math.mul(allSteps, allRows)), allRows) : rank;
  }

  /**
   * Packs a batch.
   *
   * @param x [T, N, F], F known
   * @return [S, F]
   */
  public Operand<TFloat32> pack(Operand<TFloat32> x) {
    int size = Math.toIntExact(x.shape().get(2));
    if (full) {
      Operand<TFloat32> read = order == Order.FORWARD ? x : turned(x);
      return tf.reshape(read, tf.array(-1, size));
    }
    return tf.gather(tf.reshape(x, tf.array(-1, size)), source, tf.constant(0));
  }

  /** As {@link #pack}, with zeros in the rows that a step has beyond its need. */
  public Operand<TFloat32> packGradient(Operand<TFloat32> x) {
    return full ? pack(x) : zeroBeyondNeed(pack(x));
  }

  /**
   * Unpacks a batch; the gradient of {@link #pack} where the rows beyond need are zero.
   *
   * @param packed [S, F], F known
   * @return [T, N, F], zero where a row is over
   */
  public Operand<TFloat32> unpack(Operand<TFloat32> packed) {
    Operand<TInt32> size = tf.constant(Math.toIntExact(packed.shape().get(1)));
    Operand<TInt32> shape = tf.stack(List.of(allSteps, allRows, size));
    if (full) {
      Operand<TFloat32> read = tf.reshape(packed, shape);
      return order == Order.FORWARD ? read : turned(read);
    }
    Operand<TInt32> all = tf.math.mul(allSteps, allRows); // []
    Operand<TInt32> one = tf.constant(1);
    Operand<TInt32> target = tf.select(needed, source, tf.fill(tf.shape(source), all)); // [S]
    Operand<TFloat32> scattered =
        tf.scatterNd(
            tf.expandDims(target, one), packed, tf.stack(List.of(tf.math.add(all, one), size)));
    return tf.reshape(
        tf.slice(scattered, tf.array(0, 0), tf.stack(List.of(all, tf.constant(-1)))), shape);
  }

  /** The rows of {@code state} [N, F], longest first. */
  public Operand<TFloat32> sort(Operand<TFloat32> state) {
    return full ? state : tf.gather(state, sorting, tf.constant(0));
  }

  /** The inverse of {@link #sort}. */
  public Operand<TFloat32> unsort(Operand<TFloat32> sorted) {
    return full ? sorted : tf.gather(sorted, tf.math.invertPermutation(sorting), tf.constant(0));
  }

  /**
   * The states before and after every step in one piece: the initial ones, then the packed ones.
   *
   * @param initial [N, F], longest row first
   * @param packed [S, F]
   * @return [N + S, F]
   */
  public Operand<TFloat32> extend(Operand<TFloat32> initial, Operand<TFloat32> packed) {
    return tf.concat(List.of(initial, packed), tf.constant(0));
  }

  /** The state after each row's last step, longest row first, [N, F] of [N + S, F]. */
  public Operand<TFloat32> last(Operand<TFloat32> extended) {
    return full
        ? tf.slice(extended, row(tf.math.mul(allSteps, allRows)), tf.array(-1, -1))
        : tf.gather(extended, lastPlace(), tf.constant(0));
  }

  /** The gradient of {@link #last}: [N + S, F] of [N, F]. */
  public Operand<TFloat32> lastGradient(Operand<TFloat32> gradient) {
    Operand<TInt32> places =
        full ? tf.math.add(tf.math.mul(allSteps, allRows), range(allRows)) : lastPlace(); // [N]
    Operand<TInt32> size = tf.constant(Math.toIntExact(gradient.shape().get(1)));
    Operand<TInt32> all = tf.math.add(allRows, tf.reduceSum(counts, tf.constant(0))); // []
    return tf.scatterNd(
        tf.expandDims(places, tf.constant(1)), gradient, tf.stack(List.of(all, size)));
  }

  /** The states before each step, [S, F] of [N + S, F]. */
  public Operand<TFloat32> before(Operand<TFloat32> extended) {
    if (full) {
      return tf.slice(extended, tf.array(0, 0), row(tf.math.mul(allSteps, allRows), -1));
    }
    return tf.gather(
        extended,
        tf.math.add(tf.gather(startsBefore(), step, tf.constant(0)), rank),
        tf.constant(0));
  }

  /** Where the states before each step begin among the N + S, [T]. */
  public Operand<TInt32> startsBefore() {
    if (full) {
      return starts;
    }
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> rowsAhead =
        tf.concat(List.of(tf.expandDims(allRows, zero), counts), zero); // [T + 1]
    return tf.slice(
        tf.math.cumsum(rowsAhead, zero, Cumsum.exclusive(true)), tf.array(0), tf.shape(counts));
  }

  /** Among the N + S, longest row first, [N]. */
  private Operand<TInt32> lastPlace() {
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> afterEach =
        tf.concat(List.of(tf.array(0), tf.math.add(starts, allRows)), zero); // [T + 1]
    return tf.math.add(tf.gather(afterEach, lengths, zero), range(allRows));
  }

  private Operand<TFloat32> zeroBeyondNeed(Operand<TFloat32> packed) {
    return tf.math.mul(
        packed, tf.expandDims(tf.dtypes.cast(needed, TFloat32.class), tf.constant(1)));
  }

  private Operand<TInt32> range(Operand<TInt32> to) {
    return tf.range(tf.constant(0), to, tf.constant(1));
  }

  /** {@code x} [T, N, F] with its steps in reverse; gathering copies whole steps at a time. */
  private Operand<TFloat32> turned(Operand<TFloat32> x) {
    Operand<TInt32> backwards = tf.math.sub(tf.math.sub(allSteps, tf.constant(1)), range(allSteps));
    return tf.gather(x, backwards, tf.constant(0));
  }

  private Operand<TInt32> row(Operand<TInt32> at) {
    return row(at, 0);
  }

  private Operand<TInt32> row(Operand<TInt32> at, int column) {
    return tf.stack(List.of(at, tf.constant(column)));
  }
}
