package org.tributary.sequence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A batch without padding: packing is reshaping, and turning round for the reverse order. */
final class FullPacking extends Packing {
  private final Operand<TInt32> total;
  private final Map<Integer, TurnTables> turns = new HashMap<>();

  FullPacking(Ops tf, Operand<TInt32> steps, Operand<TInt32> rows, Order order) {
    super(tf, steps, rows, order);
    this.total = tf.math.mul(steps, rows);
  }

  @Override
  public boolean full() {
    return true;
  }

  @Override
  public Operand<TInt32> steps() {
    return allSteps;
  }

  @Override
  public TurnTables turns(int stride) {
    return turns.computeIfAbsent(stride, this::tables);
  }

  private TurnTables tables(int stride) {
    Operand<TInt32> starts = tf.math.mul(range(allSteps), allRows); // [T]
    // the N initial states push every step back by one
    return TurnTables.computed(tf, tf.fill(tf.shape(starts), allRows), starts, starts, stride);
  }

  @Override
  public List<Stretch> stretches() {
    return List.of(Stretch.computed(tf, allSteps, allRows, tf.constant(0)));
  }

  @Override
  public Operand<TInt32> ranks() {
    return tf.math.floorMod(range(total), allRows);
  }

  @Override
  public Operand<TFloat32> pack(Operand<TFloat32> x) {
    return tf.reshape(read(x), tf.array(-1, lastSize(x)));
  }

  @Override
  public Operand<TFloat32> packGradient(Operand<TFloat32> x) {
    return pack(x);
  }

  @Override
  public Operand<TFloat32> unpack(Operand<TFloat32> packed) {
    return read(
        tf.reshape(packed, tf.stack(List.of(allSteps, allRows, tf.constant(lastSize(packed))))));
  }

  @Override
  public Operand<TFloat32> sort(Operand<TFloat32> state) {
    return state;
  }

  @Override
  public Operand<TFloat32> unsort(Operand<TFloat32> sorted) {
    return sorted;
  }

  @Override
  public Operand<TFloat32> last(Operand<TFloat32> extended) {
    return tf.slice(extended, tf.stack(List.of(total, tf.constant(0))), tf.array(-1, -1));
  }

  @Override
  public Operand<TFloat32> lastGradient(Operand<TFloat32> gradient) {
    return placed(gradient, tf.math.add(total, range(allRows)), tf.math.add(total, allRows));
  }

  @Override
  public Operand<TFloat32> before(Operand<TFloat32> extended) {
    return tf.slice(extended, tf.array(0, 0), tf.stack(List.of(total, tf.constant(-1))));
  }

  /** [T, N, F] in reading order, and back; gathering copies whole steps at a time. */
  private Operand<TFloat32> read(Operand<TFloat32> x) {
    if (order == Order.FORWARD) {
      return x;
    }
    Operand<TInt32> backwards = tf.math.sub(tf.math.sub(allSteps, tf.constant(1)), range(allSteps));
    return tf.gather(x, backwards, tf.constant(0));
  }
}
