package org.tributary.internal.packing;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * A packing of a batch without padding in reading order: a reshape, after a reversal of the steps
 * for reverse order. Loops that can iterate in reverse use {@link ReversedPacking} instead.
 */
public final class UnpaddedPacking extends DensePacking {

  public UnpaddedPacking(Ops tf, Operand<TInt32> steps, Operand<TInt32> rows, Order order) {
    super(tf, steps, rows, order);
  }

  @Override
  public boolean unpadded() {
    return true;
  }

  @Override
  public <T extends TNumber> Operand<T> pack(Operand<T> x) {
    return flat(inReadingOrder(x));
  }

  @Override
  public Operand<TFloat32> packGradient(Operand<TFloat32> x) {
    return pack(x);
  }

  @Override
  public Operand<TFloat32> unpack(List<Operand<TFloat32>> packed) {
    return unpackGradient(concatenated(packed));
  }

  @Override
  public Operand<TFloat32> unpackGradient(Operand<TFloat32> packed) {
    return inReadingOrder(stepByStep(packed));
  }

  @Override
  public Operand<TFloat32> last(Operand<TFloat32> extended) {
    return tf.slice(extended, tf.stack(List.of(total(), tf.constant(0))), tf.array(-1, -1));
  }

  @Override
  public Operand<TFloat32> lastGradient(Operand<TFloat32> gradient) {
    return scattered(gradient, tf.math.add(total(), range(allRows)), tf.math.add(total(), allRows));
  }

  /** Converts [T, N, F] to reading order, or back; the gather copies whole steps at a time. */
  private <T extends TNumber> Operand<T> inReadingOrder(Operand<T> x) {
    if (order == Order.FORWARD) {
      return x;
    }
    Operand<TInt32> reversedSteps =
        tf.math.sub(tf.math.sub(allSteps, tf.constant(1)), range(allSteps));
    return tf.gather(x, reversedSteps, tf.constant(0));
  }
}
