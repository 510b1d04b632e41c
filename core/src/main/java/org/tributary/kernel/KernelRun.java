package org.tributary.kernel;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;
import org.tributary.cell.CellState;

/**
 * A kernel's work placed in a graph.
 *
 * @param <T> the float type
 */
public interface KernelRun<T extends TFloating> {

  /** The state after every step, each part [T, N, size]; its hidden part is the output. */
  CellState<T> states();

  /**
   * Places the backward pass.
   *
   * @param hidden the gradient of the loss to every hidden state, [T, N, P]
   * @param cell the gradient to every cell state of an LSTM, [T, N, H], or empty where the loss
   *     sees none
   * @return the gradients to the call's input, initial state and weights
   */
  KernelGradients<T> backward(Operand<T> hidden, Optional<Operand<T>> cell);
}
