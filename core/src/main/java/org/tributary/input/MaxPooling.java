package org.tributary.input;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.sequence.SequenceLengths;

/** The largest value of each element over a word's characters. */
final class MaxPooling {
  /** Below every value: what the maximum must not choose. */
  private static final float EXCLUDED = -1e30f;

  private MaxPooling() {}

  /**
   * Places it. TensorFlow's gradients pass through; where an element is largest at several
   * characters, each gets its share.
   *
   * @param values [L, W, S], finite, also in the padding
   * @param lengths of the words
   * @return [W, S]; zero for a word of length 0
   */
  static Operand<TFloat32> of(Ops tf, Operand<TFloat32> values, SequenceLengths lengths) {
    Operand<TFloat32> valid = lengths.valid(TFloat32.class); // [L, W, 1]
    Operand<TFloat32> excluded =
        tf.math.mul(tf.math.sub(tf.constant(1f), valid), tf.constant(EXCLUDED)); // [L, W, 1]
    Operand<TFloat32> hasLetters = tf.max(valid, tf.constant(0)); // [W, 1]
    return tf.math.mul(tf.max(tf.math.add(values, excluded), tf.constant(0)), hasLetters);
  }
}
