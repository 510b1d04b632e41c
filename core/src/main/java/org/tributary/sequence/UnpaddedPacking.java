package org.tributary.sequence;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * A batch without padding: packing is reshaping, and turning round for the reverse order, for who
 * must be handed steps in the order in which they are read; {@link ReversedPacking} is for others.
 */
final class UnpaddedPacking extends DensePacking {

  UnpaddedPacking(Ops tf, Operand<TInt32> steps, Operand<TInt32> rows, Order order) {
    super(tf, steps, rows, order);
  }

  @Override
  public boolean full() {
    return true;
  }

  @Override
  public <T extends TNumber> Operand<T> pack(Operand<T> x) {
    return flat(read(x));
  }

  @Override
  public Operand<TFloat32> packGradient(Operand<TFloat32> x) {
    return pack(x);
  }

  @Override
  public Operand<TFloat32> unpack(List<Operand<TFloat32>> packed) {
    return unpackGradient(joined(packed));
  }

  @Override
  public Operand<TFloat32> unpackGradient(Operand<TFloat32> packed) {
    return read(stepByStep(packed));
  }

  @Override
  public Operand<TFloat32> last(Operand<TFloat32> extended) {
    return tf.slice(extended, tf.stack(List.of(total(), tf.constant(0))), tf.array(-1, -1));
  }

  @Override
  public Operand<TFloat32> lastGradient(Operand<TFloat32> gradient) {
    return placed(gradient, tf.math.add(total(), range(allRows)), tf.math.add(total(), allRows));
  }

  /** [T, N, F] in reading order, and back; gathering copies whole steps at a time. */
  private <T extends TNumber> Operand<T> read(Operand<T> x) {
    if (order == Order.FORWARD) {
      return x;
    }
    Operand<TInt32> backwards = tf.math.sub(tf.math.sub(allSteps, tf.constant(1)), range(allSteps));
    return tf.gather(x, backwards, tf.constant(0));
  }
}
