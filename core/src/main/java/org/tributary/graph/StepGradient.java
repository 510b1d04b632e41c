package org.tributary.graph;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The gradient of {@link ScanCell#advance} at one step, written by hand. */
public interface StepGradient {

  /**
   * Adds the gradient of one step to the graph.
   *
   * @param step the operands and the result of the step
   * @param upstream gradient with respect to the next state, each part [N, size]
   */
  Gradients add(Ops tf, Step step, CellState<TFloat32> upstream);

  /**
   * The operands and the result of {@link ScanCell#advance}, saved by the forward pass.
   *
   * @param fromInput W_i x + b_i, [N, G·H]
   * @param fromHidden W_h h + b_h, [N, G·H]
   * @param before the previous state
   * @param after the next state
   */
  record Step(
      Operand<TFloat32> fromInput,
      Operand<TFloat32> fromHidden,
      CellState<TFloat32> before,
      CellState<TFloat32> after) {}

  /**
   * Gradients with respect to the operands of {@link ScanCell#advance}.
   *
   * @param fromInput with respect to W_i x + b_i, [N, G·H]
   * @param fromHidden with respect to W_h h + b_h, [N, G·H]
   * @param before with respect to the previous state, except through {@code fromHidden}: each part
   *     [N, size], zeros for a part without another path
   */
  record Gradients(
      Operand<TFloat32> fromInput, Operand<TFloat32> fromHidden, CellState<TFloat32> before) {}
}
