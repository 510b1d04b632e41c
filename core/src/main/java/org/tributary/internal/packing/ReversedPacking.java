package org.tributary.internal.packing;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * A packing of a batch without padding in reverse order, for loops that can iterate in reverse:
 * nothing is moved.
 */
public final class ReversedPacking extends DensePacking {

  public ReversedPacking(Ops tf, Operand<TInt32> steps, Operand<TInt32> rows) {
    super(tf, steps, rows, Order.REVERSE);
  }

  @Override
  public boolean readsBackward() {
    return true;
  }

  @Override
  public boolean unpadded() {
    return true;
  }

  @Override
  public <T extends TNumber> Operand<T> pack(Operand<T> x) {
    return flat(x);
  }

  @Override
  public Operand<TFloat32> packGradient(Operand<TFloat32> x) {
    return flat(x);
  }

  @Override
  public Operand<TFloat32> unpack(List<Operand<TFloat32>> packed) {
    return stepByStep(concatenated(packed));
  }

  @Override
  public Operand<TFloat32> unpackGradient(Operand<TFloat32> packed) {
    return stepByStep(packed);
  }

  @Override
  public Operand<TFloat32> extend(Operand<TFloat32> initial, List<Operand<TFloat32>> packed) {
    return tf.concat(List.of(concatenated(packed), initial), tf.constant(0));
  }

  /** The steps precede the initial state. */
  @Override
  public Operand<TFloat32> afterSteps(Operand<TFloat32> extended) {
    return super.before(extended);
  }

  /** The state before a step is the one after the next step of the batch. */
  @Override
  public Operand<TFloat32> before(Operand<TFloat32> extended) {
    return super.afterSteps(extended);
  }

  /** The step read last is the batch's first. */
  @Override
  public Operand<TFloat32> last(Operand<TFloat32> extended) {
    return firstRows(extended, allRows);
  }

  @Override
  public Operand<TFloat32> lastGradient(Operand<TFloat32> gradient) {
    return scattered(gradient, range(allRows), tf.math.add(total(), allRows));
  }
}
