package org.tributary.graph.layer;

import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.cell.CellWeights;
import org.tributary.internal.contract.CellContract;
import org.tributary.layer.Recurrent;
import org.tributary.layer.StackedLayers;

/** The weights of each layer of a stack in a graph. */
public final class LayerWeights {
  private LayerWeights() {}

  /** Returns the weights of one direction of a layer. */
  public static CellWeights<TFloat32> cellWeights(
      Recurrent definition, int layer, int direction, Function<String, Operand<TFloat32>> weights) {
    return CellWeights.of(
        StackedLayers.cell(definition, layer),
        kind -> weights.apply(StackedLayers.name(kind.torchName(), layer, direction)));
  }

  /** Returns the weights of a layer's skip connection, by the connection's own names. */
  public static Function<String, Operand<TFloat32>> connectionWeights(
      Recurrent definition, int layer, Function<String, Operand<TFloat32>> weights) {
    return SkipConnectionContract.named(
        StackedLayers.connection(definition, layer),
        definition.outputSize(),
        name -> weights.apply(StackedLayers.name(name, layer)));
  }

  /**
   * Checks the cell of each kind of layer and the skip connection, on a graph of their own.
   *
   * @throws IllegalArgumentException if one of their results is missing or of another shape
   */
  public static void requireContracts(Recurrent definition) {
    for (int layer = 0; layer < Math.min(2, definition.layers()); layer++) {
      CellContract.require(StackedLayers.cell(definition, layer));
    }
    if (definition.layers() > 1) {
      SkipConnectionContract.require(definition.skipConnection(), definition.outputSize());
    }
  }
}
