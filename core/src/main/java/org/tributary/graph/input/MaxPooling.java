package org.tributary.graph.input;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.sequence.SequenceLengths;

/** Max pooling over the characters of a word. */
final class MaxPooling {
  /** A value below every output, for padding that the maximum must not choose. */
  private static final float EXCLUDED = -1e30f;

  private MaxPooling() {}

  /**
   * Adds the pooling to the graph. TensorFlow can differentiate it; if several characters share the
   * maximum, each gets an equal share of the gradient.
   *
   * @param values [L, W, S], finite, also in the padding
   * @param lengths the lengths of the words
   * @return [W, S]; zero for a word of length 0
   */
  static Operand<TFloat32> of(Ops tf, Operand<TFloat32> values, SequenceLengths lengths) {
    Operand<TFloat32> valid = lengths.valid(TFloat32.class); // [L, W, 1]
    Operand<TFloat32> excluded =
        tf.math.mul(tf.math.sub(tf.constant(1f), valid), tf.constant(EXCLUDED)); // [L, W, 1]
    Operand<TFloat32> isNonEmpty = tf.max(valid, tf.constant(0)); // [W, 1]
    return tf.math.mul(tf.max(tf.math.add(values, excluded), tf.constant(0)), isNonEmpty);
  }
}
