package org.tributary.sequence;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * Rows of about one length, which go on to the end of the batch where they are over: a few steps
 * too many cost less than cutting and joining. In either order a row's padding comes after its
 * valid steps, so these do not see it, and the gradients that come back from there are zero.
 */
final class MaskedPacking extends DensePacking {
  private final Operand<TInt32> mirror;
  private final Operand<TBool> valid;
  private final Operand<TInt32> lengths;

  /**
   * @param lengths of the rows, [N]
   * @param mirror the place t·N + n of which each place reads in the reverse order, [T·N]
   * @param valid whether a row has a step, [T, N, 1]
   */
  MaskedPacking(
      Ops tf,
      Operand<TInt32> steps,
      Order order,
      Operand<TInt32> lengths,
      Operand<TInt32> mirror,
      Operand<TBool> valid,
      Operand<TInt32> rows) {
    super(tf, steps, rows, order);
    this.lengths = lengths;
    this.mirror = mirror;
    this.valid = valid;
  }

  @Override
  public <T extends TNumber> Operand<T> pack(Operand<T> x) {
    return read(flat(x));
  }

  @Override
  public Operand<TFloat32> packGradient(Operand<TFloat32> x) {
    return pack(masked(x));
  }

  @Override
  public Operand<TFloat32> unpack(List<Operand<TFloat32>> packed) {
    return unpackGradient(joined(packed));
  }

  @Override
  public Operand<TFloat32> unpackGradient(Operand<TFloat32> packed) {
    return masked(stepByStep(read(packed))); // a NaN of the row itself goes on into its padding
  }

  /** In either order a row's padding follows its valid steps. */
  @Override
  public Operand<TFloat32> needed(Operand<TFloat32> packed) {
    return flat(masked(stepByStep(packed)));
  }

  @Override
  public Operand<TFloat32> last(Operand<TFloat32> extended) {
    return tf.gather(extended, lastPlaces(), tf.constant(0));
  }

  @Override
  public Operand<TFloat32> lastGradient(Operand<TFloat32> gradient) {
    return placed(gradient, lastPlaces(), tf.math.add(total(), allRows));
  }

  /** {@code x} [T, N, F] with zeros in the padding, whatever stood there. */
  private Operand<TFloat32> masked(Operand<TFloat32> x) {
    return tf.select(valid, x, tf.constant(0f));
  }

  /** Where each row's last state stands among the N + S, [N]. */
  private Operand<TInt32> lastPlaces() {
    return tf.math.add(tf.math.mul(lengths, allRows), range(allRows));
  }

  /** [S, F] in reading order, and back. */
  private <T extends TNumber> Operand<T> read(Operand<T> flat) {
    return order == Order.FORWARD ? flat : tf.gather(flat, mirror, tf.constant(0));
  }
}
