package org.tributary.internal.packing;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * A packing for rows of similar length: every row continues to the end of the batch, and results in
 * the padding are masked. A few superfluous steps cost less than packing and unpacking. In either
 * order a row's padding comes after its valid steps, so no valid step depends on the padding, and
 * the padding adds nothing to a gradient.
 */
public final class MaskedPacking extends DensePacking {
  private final Operand<TInt32> reversal;
  private final Operand<TBool> valid;
  private final Operand<TInt32> lengths;

  /**
   * Prepares the packing.
   *
   * @param lengths length of each row, [N]
   * @param reversal index t·N + n that each position reads in reverse order, [T·N]
   * @param valid whether a row has a step, [T, N, 1]
   */
  public MaskedPacking(
      Ops tf,
      Operand<TInt32> steps,
      Order order,
      Operand<TInt32> lengths,
      Operand<TInt32> reversal,
      Operand<TBool> valid,
      Operand<TInt32> rows) {
    super(tf, steps, rows, order);
    this.lengths = lengths;
    this.reversal = reversal;
    this.valid = valid;
  }

  @Override
  public <T extends TNumber> Operand<T> pack(Operand<T> x) {
    return inReadingOrder(flat(x));
  }

  @Override
  public Operand<TFloat32> packGradient(Operand<TFloat32> x) {
    return pack(masked(x));
  }

  @Override
  public Operand<TFloat32> unpack(List<Operand<TFloat32>> packed) {
    return unpackGradient(concatenated(packed));
  }

  @Override
  public Operand<TFloat32> unpackGradient(Operand<TFloat32> packed) {
    return masked(stepByStep(inReadingOrder(packed))); // a row's NaN spreads into its padding
  }

  /** The mask is the same in either order, since a row's padding comes after its valid steps. */
  @Override
  public Operand<TFloat32> maskPadding(Operand<TFloat32> packed) {
    return flat(masked(stepByStep(packed)));
  }

  @Override
  public Operand<TFloat32> last(Operand<TFloat32> extended) {
    return tf.gather(extended, lastStates(), tf.constant(0));
  }

  @Override
  public Operand<TFloat32> lastGradient(Operand<TFloat32> gradient) {
    return scattered(gradient, lastStates(), tf.math.add(total(), allRows));
  }

  /** Returns {@code x} [T, N, F] with zeros in the padding, even over a NaN. */
  private Operand<TFloat32> masked(Operand<TFloat32> x) {
    return tf.select(valid, x, tf.constant(0f));
  }

  /** Returns the index of each row's last state among the N + S, [N]. */
  private Operand<TInt32> lastStates() {
    return tf.math.add(tf.math.mul(lengths, allRows), range(allRows));
  }

  /** Converts [S, F] to reading order, or back. */
  private <T extends TNumber> Operand<T> inReadingOrder(Operand<T> flat) {
    return order == Order.FORWARD ? flat : tf.gather(flat, reversal, tf.constant(0));
  }
}
