package org.tributary.graph.tagger;

import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.Forward;
import org.tributary.graph.Gradients;
import org.tributary.internal.NullChecks;

/**
 * The loss of a head and its gradients, as operands of a graph.
 *
 * @param value a scalar
 * @param gradients the gradients with respect to the head's input, the logits [M, S], and its own
 *     parameters, by name
 */
public record HeadLoss(Operand<TFloat32> value, Gradients<Operand<TFloat32>> gradients) {

  /** Checks that neither component is null. */
  public HeadLoss {
    NullChecks.require("loss", "a scalar operand", value);
    NullChecks.require("gradients", "those of the loss", gradients);
  }

  /**
   * Returns a loss with gradients by TensorFlow's automatic differentiation, for a head without
   * parameters of its own.
   *
   * @param logits the logits that the loss is computed from
   */
  public static HeadLoss differentiated(Ops tf, Operand<TFloat32> value, Operand<TFloat32> logits) {
    return differentiated(tf, value, logits, Map.of());
  }

  /**
   * Returns a loss with gradients by TensorFlow's automatic differentiation.
   *
   * @param logits the logits that the loss is computed from
   * @param parameters the head's own parameters that the loss is computed from, by name
   */
  public static HeadLoss differentiated(
      Ops tf,
      Operand<TFloat32> value,
      Operand<TFloat32> logits,
      Map<String, Operand<TFloat32>> parameters) {
    return new HeadLoss(
        value, Forward.differentiated(tf, value, logits, parameters).backward(tf.onesLike(value)));
  }
}
