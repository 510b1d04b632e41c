package org.tributary.layer;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.sequence.Layout;

/** Moves along the axes of tensors of three dimensions. */
final class Transpose {
  private Transpose() {}

  /**
   * Between a layer's own layout and [L, N, F], in which everything is computed: {@code x} in the
   * other layout where the layer is batch-first, else {@code x} itself.
   */
  static Operand<TFloat32> rowsAndSteps(Ops tf, Recurrent definition, Operand<TFloat32> x) {
    return definition.layout() == Layout.BATCH_FIRST
        ? tf.linalg.transpose(x, tf.constant(new int[] {1, 0, 2}))
        : x;
  }

  /** The size of {@code x} along an axis, a scalar. */
  static Operand<TInt32> size(Ops tf, Operand<?> x, int axis) {
    return tf.gather(tf.shape(x), tf.constant(axis), tf.constant(0));
  }

  /** Element {@code index} along the first axis: [A, B, C] to [B, C]. */
  static Operand<TFloat32> at(Ops tf, Operand<TFloat32> x, int index) {
    // not by gather, whose gradient fails where A and B are both unknown
    return tf.squeeze(
        tf.slice(x, tf.array(index, 0, 0), tf.array(1, -1, -1)), Squeeze.axis(List.of(0L)));
  }
}
