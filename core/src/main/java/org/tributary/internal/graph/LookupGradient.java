package org.tributary.internal.graph;

import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ResourceGather;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * The gradient of a lookup of rows of a variable, which TensorFlow's {@code addGradients} lacks. It
 * asks for it where the indices are computed from another operand that it differentiates by, as in
 * greedy decoding.
 */
public final class LookupGradient {
  private LookupGradient() {}

  /** Registers the gradient, once for this process. */
  private static final class Registration {
    static final boolean IS_DONE = isDone();

    private static boolean isDone() {
      try {
        return TensorFlow.registerCustomGradient(
            ResourceGather.OP_NAME, LookupGradient::differentiated);
      } catch (UnsupportedOperationException | LinkageError e) { // on Windows
        return false;
      }
    }
  }

  /**
   * Registers the gradient unless another one is. Where none can be registered, TensorFlow refuses
   * such a lookup.
   *
   * @return whether it is registered
   */
  public static boolean register() {
    return Registration.IS_DONE;
  }

  /** The registered gradient. It must not throw: TensorFlow calls it from native code. */
  private static List<Operand<?>> differentiated(
      Ops tf, GraphOperation lookup, List<Output<?>> upstream) {
    try {
      return lookup.attributes().getAttrInt("batch_dims") == 0
          ? List.of(toTable(tf, lookup, upstream.get(0)), tf.zerosLike(lookup.input(1)))
          : List.of(); // TensorFlow then refuses the operation
    } catch (RuntimeException e) {
      return CustomGradient.logFailure(lookup, e);
    }
  }

  /** Returns the gradient of the whole table, [V, ..]; those of equal rows add up. */
  @SuppressWarnings("unchecked") // a float32 table, read at int32 or int64
  private static Operand<TFloat32> toTable(Ops tf, GraphOperation lookup, Output<?> upstream) {
    Operand<TInt32> table = tf.variableShape((Output<? extends TType>) lookup.input(0));
    Operand<TInt32> entries = tf.gather(table, tf.constant(0), tf.constant(0)); // V
    Operand<TInt32> row = tf.slice(table, tf.array(1), tf.array(-1));
    Operand<TFloat32> rows =
        tf.reshape(
            (Output<TFloat32>) upstream, tf.concat(List.of(tf.array(-1), row), tf.constant(0)));
    Operand<? extends TNumber> indices =
        tf.reshape((Output<? extends TNumber>) lookup.input(1), tf.array(-1));
    return tf.math.unsortedSegmentSum(rows, indices, entries);
  }
}
