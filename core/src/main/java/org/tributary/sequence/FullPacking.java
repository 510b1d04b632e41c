package org.tributary.sequence;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A batch without padding: packing is reshaping, and turning round for the reverse order. */
final class FullPacking extends Packing {
  private final Operand<TInt32> total;
  private final Operand<TInt32> starts;

  FullPacking(Ops tf, Operand<TInt32> steps, Operand<TInt32> rows, Order order) {
    super(tf, steps, rows, order);
    this.total = tf.math.mul(steps, rows);
    this.starts = tf.math.mul(range(steps), rows); // [T]
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
  public Operand<TInt32> counts() {
    return tf.fill(tf.expandDims(allSteps, tf.constant(0)), allRows);
  }

  @Override
  public Operand<TInt32> starts() {
    return starts;
  }

  @Override
  public Operand<TInt32> startsBefore() {
    return starts; // the N initial states push every step back by one
  }

  @Override
  public List<Stretch> stretches() {
    return List.of(new Stretch(allSteps, allRows));
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
