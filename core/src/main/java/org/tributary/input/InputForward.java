package org.tributary.input;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.train.Gradients;

/** The forward pass of an input in a graph. */
public interface InputForward {

  /** Returns the output, [T, N, S]; undefined in the padding. */
  Operand<TFloat32> output();

  /**
   * Adds the backward pass to the graph.
   *
   * @param gradient the gradient of the loss to {@link #output}, zero in the padding
   * @return the gradients to the input's parameters by full name; frozen parameters have none
   */
  Gradients backward(Operand<TFloat32> gradient);
}
