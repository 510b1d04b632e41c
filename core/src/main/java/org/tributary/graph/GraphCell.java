package org.tributary.graph;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import org.tributary.layer.Cell;

/**
 * A cell whose steps a graph computes, so that it can be trained. A cell of your own implements
 * this interface: sizes, a name and {@link #step} suffice, and {@code Kernels.reference()} then
 * runs it in every layer, forward and backward. A {@link ScanCell} also runs on the scan kernel.
 */
public interface GraphCell extends Cell {

  /**
   * Adds one step for N rows to the graph, of operations that TensorFlow can differentiate.
   *
   * <p>Products with {@code weight_hh} come from {@link CellWeights#fromHidden}, which applies the
   * mask of recurrent dropout; see {@link #supportsRecurrentDropout}.
   *
   * @param x the input, [N, I]
   * @param state the previous state, each part [N, size] in the order of {@link #stateParts}
   * @return the next state
   */
  <T extends TFloating> CellState<T> step(
      Ops tf, Operand<T> x, CellState<T> state, CellWeights<T> weights);
}
