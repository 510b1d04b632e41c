package org.tributary.input;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.train.Gradients;

/** An input's forward pass placed in a graph, and the way back. */
public interface InputRun {

  /** What the input gives, [T, N, S]; what stands in the padding has no meaning. */
  Operand<TFloat32> output();

  /**
   * Places the backward pass.
   *
   * @param gradient of the loss to {@link #output}, zero in the padding
   * @return the gradients to the input's parameters under their full names, but to frozen ones
   */
  Gradients backward(Operand<TFloat32> gradient);
}
