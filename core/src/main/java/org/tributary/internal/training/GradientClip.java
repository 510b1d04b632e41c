package org.tributary.internal.training;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Clipping by the global norm of all gradients: PyTorch's {@code clip_grad_norm_}. */
public final class GradientClip {
  private final Ops tf;
  private final Operand<TFloat32> norm;
  private final Operand<TFloat32> scale;

  /**
   * Adds the norm and the clipping coefficient to the graph.
   *
   * @param gradients all gradients, at least one
   * @param limit the maximum norm; empty for no limit
   */
  public GradientClip(Ops tf, List<Operand<TFloat32>> gradients, OptionalDouble limit) {
    this.tf = tf;
    List<Operand<TFloat32>> halves = new ArrayList<>(); // of the sums of squares
    gradients.forEach(g -> halves.add(tf.nn.l2Loss(g)));
    this.norm = tf.math.sqrt(tf.math.mul(tf.constant(2f), tf.math.addN(halves)));
    this.scale = limit.isPresent() ? scale(limit.getAsDouble()) : null;
  }

  /**
   * Checks a limit.
   *
   * @throws IllegalArgumentException if the limit is not above 0
   */
  public static double requireLimit(double limit) {
    if (!(limit > 0)) {
      throw new IllegalArgumentException(
          "clipping: expected a norm above 0, got %s".formatted(limit));
    }
    return limit;
  }

  /** Returns the global norm before clipping, a scalar. */
  Operand<TFloat32> norm() {
    return norm;
  }

  /** Returns PyTorch's clipping coefficient: min(1, limit / (norm + 1e-6)). */
  private Operand<TFloat32> scale(double limit) {
    return tf.math.minimum(
        tf.constant(1f),
        tf.math.div(
            tf.constant((float) requireLimit(limit)), tf.math.add(norm, tf.constant(1e-6f))));
  }

  /** Clips one of the gradients. */
  public Operand<TFloat32> clip(Operand<TFloat32> gradient) {
    return scale == null ? gradient : tf.math.mul(gradient, scale);
  }
}
