package org.tributary.kernel;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * A forward pass in a graph, from which its backward pass is built: PyTorch's {@code
 * autograd.Function}.
 *
 * @param <T> the float type
 * @param <U> the upstream gradients
 * @param <G> the gradients of the inputs and parameters
 */
public interface Forward<T extends TFloating, U, G> {

  /** Returns the output. */
  Operand<T> output();

  /**
   * Adds the backward pass to the graph.
   *
   * @param upstream gradients of the loss with respect to the results of the forward pass
   */
  G backward(U upstream);
}
