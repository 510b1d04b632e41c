package org.tributary.layer;

import org.tributary.cell.Cell;
import org.tributary.kernel.BlockKernel;
import org.tributary.kernel.Purpose;
import org.tributary.runtime.GraphRunner;

/**
 * How much a layer's directions can compute side by side, as {@link GraphRunner#run} asks for it.
 */
public final class CostModel {
  private CostModel() {}

  /**
   * The multiply-adds of {@code definition} in {@code positions} steps of rows; none where it reads
   * one way in inference, for then every operation waits for another. Those of a loop count half,
   * in inference an eighth, for a second thread gains less by a loop than by BlockLSTM: measured,
   * see {@code docs/design/0013-a-tagger-in-use.md}.
   */
  public static long of(Recurrent definition, Purpose purpose, long positions) {
    long all = 0;
    for (int layer = 0; layer < definition.layers(); layer++) {
      all += ofLayer(definition, layer, purpose, positions);
    }
    return all;
  }

  /** The same of one layer. */
  static long ofLayer(Recurrent definition, int layer, Purpose purpose, long positions) {
    int directions = definition.directions().count();
    if (directions == 1 && purpose == Purpose.INFERENCE) {
      return 0;
    }
    Cell cell = definition.cell(layer);
    long weights = (long) cell.gates() * cell.hiddenSize() * (cell.inputSize() + cell.outputSize());
    boolean byBlocks = definition.kernel().isEmpty() && BlockKernel.predicts(cell);
    int share = byBlocks ? 1 : purpose == Purpose.INFERENCE ? 8 : 2;
    return directions * weights * positions / share;
  }
}
