package org.tributary.kernel;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;
import org.tributary.graph.cell.CellState;

/**
 * A kernel's forward pass in a graph.
 *
 * @param <T> the float type
 */
public interface KernelForward<T extends TFloating>
    extends Forward<T, OutputGradients<Operand<T>>, Gradients<Operand<T>>> {

  /**
   * Returns the hidden state at every step, [T, N, P], at the position of the step's x; zero in the
   * padding.
   */
  @Override
  Operand<T> output();

  /**
   * Returns the final state of each row, each part [N, size]; the initial state for a row of length
   * 0.
   */
  CellState<T> finalState();

  /**
   * Adds the backward pass to the graph. Its gradients with respect to the weights have PyTorch's
   * names in a cell, such as {@code weight_ih}.
   *
   * @throws IllegalArgumentException if there are no upstream gradients
   * @throws IllegalStateException if the forward pass is for inference and saved no activations
   */
  @Override
  Gradients<Operand<T>> backward(OutputGradients<Operand<T>> upstream);
}
