package org.tributary.input;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.OneHot;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.sequence.Lengths;

/** The largest value of each element over a word's characters. L is the longest word's length. */
final class MaxOverWord {
  /** Below every value: what the maximum must not choose. */
  private static final float EXCLUDED = -1e30f;

  private final Ops tf;
  private final Lengths lengths;
  private final Operand<TFloat32> candidates; // [L, W, S]
  private final Operand<TFloat32> hasLetters; // [W, 1]

  /**
   * @param values [L, W, S], finite, also in the padding
   * @param lengths of the words
   */
  MaxOverWord(Ops tf, Operand<TFloat32> values, Lengths lengths) {
    this.tf = tf;
    this.lengths = lengths;
    Operand<TFloat32> valid = lengths.valid(TFloat32.class); // [L, W, 1]
    this.candidates =
        tf.math.add(
            values,
            tf.math.mul(tf.math.sub(tf.constant(1f), valid), tf.constant(EXCLUDED))); // [L, W, S]
    this.hasLetters = tf.max(valid, tf.constant(0)); // [W, 1]
  }

  /** [W, S]; zero for a word of length 0. */
  Operand<TFloat32> output() {
    return tf.math.mul(tf.max(candidates, tf.constant(0)), hasLetters);
  }

  /**
   * The gradient to the values, [L, W, S]: an element's goes to the first character where it is
   * largest, as in PyTorch's {@code max(dim)}.
   *
   * @param gradient to the output, [W, S]
   */
  Operand<TFloat32> backward(Operand<TFloat32> gradient) {
    Operand<TInt32> where = tf.math.argMax(candidates, tf.constant(0), TInt32.class); // [W, S]
    Operand<TFloat32> chosen =
        tf.oneHot(where, lengths.steps(), tf.constant(1f), tf.constant(0f), OneHot.axis(0L));
    return tf.math.mul(chosen, tf.math.mul(gradient, hasLetters)); // [L, W, S]
  }
}
