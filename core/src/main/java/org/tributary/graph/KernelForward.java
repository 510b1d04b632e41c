package org.tributary.graph;

import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * A kernel's forward pass in a graph.
 *
 * @param <T> the float type
 * @param output the hidden state at every step, [T, N, P], at the position of the step's x; zero in
 *     the padding
 * @param finalState the final state of each row, each part [N, size]; the initial state for a row
 *     of length 0
 * @param gradients adds the backward pass to the graph, see {@link #backward}; the layer has
 *     checked the upstream gradients
 */
record KernelForward<T extends TFloating>(
    Operand<T> output,
    CellState<T> finalState,
    Function<OutputGradients<Operand<T>>, Gradients<Operand<T>>> gradients) {

  /**
   * Adds the backward pass to the graph. Its gradients with respect to the weights have PyTorch's
   * names in a cell, such as {@code weight_ih}.
   *
   * @throws IllegalStateException if the forward pass is for inference and saved no activations
   */
  Gradients<Operand<T>> backward(OutputGradients<Operand<T>> upstream) {
    return gradients.apply(upstream);
  }
}
