package org.tributary.sequence;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.math.Cumsum;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Rows of different lengths, longest first, that fall away as they are over. */
final class ShrinkingPacking extends Packing {
  private final RowCounts rowCounts;
  private final Operand<TInt32> lengths; // [N], longest first
  private final Operand<TInt32> sorting; // [N]
  private final Operand<TInt32> steps;
  private final Operand<TInt32> counts; // [T]
  private final Operand<TInt32> starts; // [T]
  private final Operand<TInt32> step; // [S]
  private final Operand<TInt32> rank; // [S]
  private final Operand<TBool> needed; // [S]
  private final Operand<TInt32> reader; // [S], the rank of whom a packed step reads
  private final Operand<TInt32> source; // [S], the place t·N + n of what is read

  /** Rows in the forward order. */
  ShrinkingPacking(
      Ops tf,
      Operand<TInt32> given,
      Operand<TInt32> allSteps,
      Operand<TInt32> allRows,
      Rows rows,
      int group) {
    super(tf, allSteps, allRows, Order.FORWARD);
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> one = tf.constant(1);
    TopK<TInt32, TInt32> sorted = tf.nn.topK(given, allRows, TInt32.class);
    this.lengths = sorted.values();
    this.sorting = sorted.indices();
    Operand<TBool> valid = tf.math.less(tf.expandDims(range(allSteps), one), given); // [T, N]
    Operand<TInt32> needs = tf.reduceSum(tf.dtypes.cast(valid, TInt32.class), one); // [T]
    this.rowCounts = new RowCounts(tf, allRows, group);
    this.counts = rows == Rows.NEEDED ? rowCounts.needed(needs) : rowCounts.levelled(needs);
    this.starts = tf.math.cumsum(counts, zero, Cumsum.exclusive(true));
    this.steps = tf.reduceSum(tf.dtypes.cast(tf.math.greater(counts, zero), TInt32.class), zero);
    Operand<TBool> present = tf.math.less(range(allRows), tf.expandDims(counts, one)); // [T, N]
    List<? extends Operand<TInt32>> places =
        tf.unstack(tf.dtypes.cast(tf.where(present), TInt32.class), 2L, Unstack.axis(1L)).output();
    this.step = places.get(0);
    this.rank = places.get(1);
    this.needed = tf.math.less(step, tf.gather(lengths, rank, zero));
    this.reader = tf.select(needed, rank, tf.zerosLike(rank));
    this.source = places(step);
  }

  /** The rows of {@code forward} read from their ends; what does not depend on that is shared. */
  private ShrinkingPacking(ShrinkingPacking forward) {
    super(forward.tf, forward.allSteps, forward.allRows, Order.REVERSE);
    this.rowCounts = forward.rowCounts;
    this.lengths = forward.lengths;
    this.sorting = forward.sorting;
    this.steps = forward.steps;
    this.counts = forward.counts;
    this.starts = forward.starts;
    this.step = forward.step;
    this.rank = forward.rank;
    this.needed = forward.needed;
    this.reader = forward.reader;
    Operand<TInt32> last =
        tf.math.sub(tf.gather(lengths, reader, tf.constant(0)), tf.constant(1)); // [S]
    this.source = places(tf.math.sub(last, step));
  }

  /** The same rows in the reverse order. */
  ShrinkingPacking reversed() {
    return new ShrinkingPacking(this);
  }

  /** The place of what each packed step reads, [S], for the step {@code at} that it reads. */
  private Operand<TInt32> places(Operand<TInt32> at) {
    return tf.math.add(tf.math.mul(at, allRows), tf.gather(sorting, reader, tf.constant(0)));
  }

  @Override
  public boolean full() {
    return false;
  }

  @Override
  public Operand<TInt32> steps() {
    return steps;
  }

  @Override
  public Operand<TInt32> counts() {
    return counts;
  }

  @Override
  public Operand<TInt32> starts() {
    return starts;
  }

  @Override
  public Operand<TInt32> startsBefore() {
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> rowsAhead =
        tf.concat(List.of(tf.expandDims(allRows, zero), counts), zero); // [T + 1]
    return tf.slice(
        tf.math.cumsum(rowsAhead, zero, Cumsum.exclusive(true)), tf.array(0), tf.shape(counts));
  }

  @Override
  public List<Stretch> stretches() {
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> one = tf.constant(1);
    List<Stretch> stretches = new ArrayList<>();
    for (Operand<TInt32> level : rowCounts.levels()) {
      Operand<TInt32> any = tf.math.minimum(tf.math.maximum(level, zero), one); // 0 or 1
      Operand<TInt32> rows = tf.math.maximum(level, one);
      Operand<TInt32> having = tf.dtypes.cast(tf.math.equal(counts, rows), TInt32.class); // [T]
      stretches.add(new Stretch(tf.math.mul(any, tf.reduceSum(having, zero)), rows));
    }
    return stretches;
  }

  @Override
  public Operand<TInt32> ranks() {
    return rank;
  }

  @Override
  public Operand<TFloat32> pack(Operand<TFloat32> x) {
    return tf.gather(tf.reshape(x, tf.array(-1, lastSize(x))), source, tf.constant(0));
  }

  @Override
  public Operand<TFloat32> packGradient(Operand<TFloat32> x) {
    return tf.math.mul(
        pack(x), tf.expandDims(tf.dtypes.cast(needed, TFloat32.class), tf.constant(1)));
  }

  @Override
  public Operand<TFloat32> unpack(Operand<TFloat32> packed) {
    Operand<TInt32> size = tf.constant(lastSize(packed));
    Operand<TInt32> all = tf.math.mul(allSteps, allRows); // []
    Operand<TInt32> nowhere = tf.fill(tf.shape(source), all); // [S]
    Operand<TFloat32> scattered =
        placed(packed, tf.select(needed, source, nowhere), tf.math.add(all, tf.constant(1)));
    return tf.reshape(
        tf.slice(scattered, tf.array(0, 0), tf.stack(List.of(all, tf.constant(-1)))),
        tf.stack(List.of(allSteps, allRows, size)));
  }

  @Override
  public Operand<TFloat32> sort(Operand<TFloat32> state) {
    return tf.gather(state, sorting, tf.constant(0));
  }

  @Override
  public Operand<TFloat32> unsort(Operand<TFloat32> sorted) {
    return tf.gather(sorted, tf.math.invertPermutation(sorting), tf.constant(0));
  }

  @Override
  public Operand<TFloat32> last(Operand<TFloat32> extended) {
    return tf.gather(extended, lastPlace(), tf.constant(0));
  }

  @Override
  public Operand<TFloat32> lastGradient(Operand<TFloat32> gradient) {
    return placed(
        gradient, lastPlace(), tf.math.add(allRows, tf.reduceSum(counts, tf.constant(0))));
  }

  @Override
  public Operand<TFloat32> before(Operand<TFloat32> extended) {
    Operand<TInt32> zero = tf.constant(0);
    return tf.gather(extended, tf.math.add(tf.gather(startsBefore(), step, zero), rank), zero);
  }

  /** Where each row's last state stands among the N + S, longest row first, [N]. */
  private Operand<TInt32> lastPlace() {
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> afterEach =
        tf.concat(List.of(tf.array(0), tf.math.add(starts, allRows)), zero); // [T + 1]
    return tf.math.add(tf.gather(afterEach, lengths, zero), range(allRows));
  }
}
