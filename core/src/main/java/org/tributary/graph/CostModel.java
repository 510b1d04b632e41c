package org.tributary.graph;

import org.tributary.layer.Cell;
import org.tributary.layer.Recurrent;
import org.tributary.layer.StackedLayers;
import org.tributary.runtime.ExecutionMode;
import org.tributary.runtime.Feed;

/**
 * An estimate of the work that two threads can share in a layer, the argument of {@link Feed#run}.
 */
public final class CostModel {
  private CostModel() {}

  /**
   * Returns the multiply-adds of {@code definition} over {@code positions} steps of rows; 0 for the
   * inference of a unidirectional layer, where every operation depends on another. A loop's work
   * counts half, in inference an eighth, because a second thread speeds up a loop less than
   * BlockLSTM; the factors are measured, see {@code docs/design/0013-tagger-inference.md}.
   */
  public static long of(Recurrent definition, ExecutionMode purpose, long positions) {
    int directions = definition.directions().count();
    if (directions == 1 && purpose == ExecutionMode.INFERENCE) {
      return 0;
    }
    long all = 0;
    for (int layer = 0; layer < definition.layers(); layer++) {
      Cell cell = StackedLayers.cell(definition, layer);
      long weights =
          (long) cell.gates() * cell.hiddenSize() * (cell.inputSize() + cell.outputSize());
      boolean isBlockKernel = BlockKernel.isChosenForInference(definition, cell);
      int divisor = isBlockKernel ? 1 : purpose == ExecutionMode.INFERENCE ? 8 : 2;
      all += directions * weights * positions / divisor;
    }
    return all;
  }
}
