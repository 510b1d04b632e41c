package org.tributary.kernel;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;
import org.tributary.cell.CellState;

/**
 * A kernel's work placed in a graph.
 *
 * @param <T> the float type
 */
public interface KernelRun<T extends TFloating> {

  /** Every h, [T, N, P], each at the place of the x it has read last; 0 where a row is over. */
  Operand<T> output();

  /** The state once each row is read, each part [N, size]; a row of length 0 keeps its first. */
  CellState<T> finalState();

  /**
   * Places the backward pass.
   *
   * @throws IllegalStateException if the forward pass was placed for inference and kept nothing
   */
  KernelGradients<T> backward(KernelUpstream<T> upstream);
}
