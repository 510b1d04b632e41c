package org.tributary.layer;

import java.util.Optional;
import java.util.function.IntFunction;
import org.tributary.cell.Cell;
import org.tributary.sequence.Layout;

/** The definition of a layer that still needs its hidden size: how a {@link Recurrent} begins. */
public final class HiddenSizeStage {
  private final IntFunction<Cell> cell;

  /**
   * @param cell makes the cell of a hidden size
   */
  HiddenSizeStage(IntFunction<Cell> cell) {
    this.cell = cell;
  }

  /**
   * Sets H, the size of one direction's state.
   *
   * @throws IllegalArgumentException if it is not from 1 to below 2^28, or the input size is not
   *     positive
   */
  public Recurrent hidden(int hiddenSize) {
    return new Recurrent(
        cell.apply(hiddenSize),
        1,
        Directions.FORWARD,
        Layout.SEQUENCE_FIRST,
        DropoutRates.none(),
        Initialization.torch(),
        Optional.empty());
  }
}
