package org.tributary.internal.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.internal.NullChecks;
import org.tributary.layer.Recurrent;
import org.tributary.sequence.Layout;

/** Operations on the axes of tensors. */
public final class Axes {
  private Axes() {}

  /**
   * Converts between the layer's layout and [L, N, F], the layout of all computation, in either
   * direction: swaps the first two axes for a batch-first layer, else returns {@code x}.
   */
  public static Operand<TFloat32> swapIfBatchFirst(
      Ops tf, Recurrent definition, Operand<TFloat32> x) {
    return definition.layout() == Layout.BATCH_FIRST
        ? tf.linalg.transpose(x, tf.constant(new int[] {1, 0, 2}))
        : x;
  }

  /**
   * Returns the size of {@code x} along an axis, a scalar.
   *
   * @throws IllegalArgumentException if x is known not to have the axis
   */
  public static Operand<TInt32> size(Ops tf, Operand<?> x, int axis) {
    NullChecks.require("x", "an operand", x);
    if (axis < 0 || (!x.shape().isUnknown() && axis >= x.shape().numDimensions())) {
      throw new IllegalArgumentException(
          "axis: expected one of the dimensions of x, counted from 0, got %d for shape %s"
              .formatted(axis, x.shape()));
    }
    return tf.gather(tf.shape(x), tf.constant(axis), tf.constant(0));
  }

  /** Returns x [A, B, size] with its last size, if TensorFlow does not know it. */
  public static Operand<TFloat32> withSize(Ops tf, Operand<TFloat32> x, int size) {
    boolean known = !x.shape().isUnknown() && x.shape().get(2) == size;
    return known ? x : tf.ensureShape(x, Shape.of(-1, -1, size));
  }

  /** Returns the slice {@code index} of the first axis: [A, B, C] to [B, C]. */
  public static Operand<TFloat32> at(Ops tf, Operand<TFloat32> x, int index) {
    // not gather, whose gradient fails if A and B are both unknown
    return tf.squeeze(
        tf.slice(x, tf.array(index, 0, 0), tf.array(1, -1, -1)), Squeeze.axis(List.of(0L)));
  }
}
