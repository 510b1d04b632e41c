package org.tributary.graph;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * A cell with one matrix product of x and one of h, followed by elementwise operations and an
 * optional projection. The scan kernel computes the product with x for all steps at once, before
 * its loop.
 */
public interface ScanCell extends GraphCell {

  /**
   * Adds the part of a step that follows the two matrix products, of operations that TensorFlow can
   * differentiate.
   *
   * @param fromInput W_i x + b_i, [N, G·H]
   * @param fromHidden W_h h + b_h, [N, G·H]
   * @param state the previous state
   * @param projection {@code weight_hr}, or empty for a cell without projection
   * @return the next state
   */
  <T extends TFloating> CellState<T> advance(
      Ops tf,
      Operand<T> fromInput,
      Operand<T> fromHidden,
      CellState<T> state,
      Optional<Operand<T>> projection);

  /** {@inheritDoc} Both products come from {@link CellWeights}. */
  @Override
  default boolean supportsRecurrentDropout() {
    return true;
  }

  @Override
  default <T extends TFloating> CellState<T> step(
      Ops tf, Operand<T> x, CellState<T> state, CellWeights<T> weights) {
    return advance(
        tf,
        weights.fromInput(tf, x),
        weights.fromHidden(tf, state.hidden()),
        state,
        weights.projection());
  }
}
