package org.tributary.sequence;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * A batch without padding that is read from its last step to its first, for who can begin at the
 * end: nothing is moved.
 */
final class ReversedPacking extends DensePacking {

  ReversedPacking(Ops tf, Operand<TInt32> steps, Operand<TInt32> rows) {
    super(tf, steps, rows, Order.REVERSE);
  }

  @Override
  public boolean fromTheEnd() {
    return true;
  }

  @Override
  public boolean full() {
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
    return stepByStep(joined(packed));
  }

  @Override
  public Operand<TFloat32> unpackGradient(Operand<TFloat32> packed) {
    return stepByStep(packed);
  }

  @Override
  public Operand<TFloat32> extend(Operand<TFloat32> initial, List<Operand<TFloat32>> packed) {
    return tf.concat(List.of(joined(packed), initial), tf.constant(0));
  }

  /** The steps stand ahead. */
  @Override
  public Operand<TFloat32> afterSteps(Operand<TFloat32> extended) {
    return super.before(extended);
  }

  /** The state before a step stands where the step after it in the batch does. */
  @Override
  public Operand<TFloat32> before(Operand<TFloat32> extended) {
    return super.afterSteps(extended);
  }

  /** The step that is read last is the first. */
  @Override
  public Operand<TFloat32> last(Operand<TFloat32> extended) {
    return firstRows(extended, allRows);
  }

  @Override
  public Operand<TFloat32> lastGradient(Operand<TFloat32> gradient) {
    return placed(gradient, range(allRows), tf.math.add(total(), allRows));
  }
}
