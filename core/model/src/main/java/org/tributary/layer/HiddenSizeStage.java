package org.tributary.layer;

import java.util.Optional;
import java.util.function.IntFunction;
import org.tributary.sequence.Layout;

/** The first builder stage of a {@link Recurrent}, which lacks the hidden size. */
public final class HiddenSizeStage {
  private final IntFunction<Cell> cell;

  /**
   * @param cell the cell as a function of the hidden size
   */
  HiddenSizeStage(IntFunction<Cell> cell) {
    this.cell = cell;
  }

  /**
   * Sets H, the size of one direction's state.
   *
   * @throws IllegalArgumentException if the hidden size is not from 1 to below 2^28, or the input
   *     size is not positive
   */
  public Recurrent hidden(int hiddenSize) {
    return new Recurrent(
        cell.apply(hiddenSize),
        1,
        Directions.FORWARD,
        Layout.SEQUENCE_FIRST,
        DropoutRates.none(),
        Initialization.torch(),
        Optional.empty(),
        SkipConnection.none());
  }
}
