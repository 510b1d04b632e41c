package org.tributary.kernel;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.cell.CellState;
import org.tributary.graph.cell.CellWeights;

/**
 * The gradients of a fast kernel before they are unpacked. The weights are typed, because backward
 * passes written by hand compute and permute them one by one.
 *
 * @param input gradient with respect to x, [S, I]
 * @param initial gradient with respect to the initial state, longest row first, each part [N, size]
 * @param weights gradients with respect to the weights, in the weights' shapes
 */
record PackedGradients(
    Operand<TFloat32> input, CellState<TFloat32> initial, CellWeights<TFloat32> weights) {

  /** Returns the gradients with respect to the weights by PyTorch's name, in its order. */
  Map<String, Operand<TFloat32>> parameters() {
    Map<String, Operand<TFloat32>> byName = new LinkedHashMap<>();
    weights.all().forEach((kind, gradient) -> byName.put(kind.torchName(), gradient));
    return byName;
  }
}
