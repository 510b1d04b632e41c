package org.tributary.layer;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.sequence.Layout;

/** Between a layer's own layout and [L, N, F], in which everything is computed. */
final class Swap {
  private Swap() {}

  /** {@code x} in the other layout where the layer is batch-first, else {@code x} itself. */
  static Operand<TFloat32> rowsAndSteps(Ops tf, Recurrent definition, Operand<TFloat32> x) {
    return definition.layout() == Layout.BATCH_FIRST
        ? tf.linalg.transpose(x, tf.constant(new int[] {1, 0, 2}))
        : x;
  }
}
