package org.tributary.layer;

import java.util.Arrays;
import java.util.Optional;
import org.tributary.cell.Cell;
import org.tributary.kernel.BlockKernel;
import org.tributary.kernel.Purpose;
import org.tributary.sequence.PaddingStrategy;

/** How a layer's rows are run that are shorter than the batch: the way that takes less time. */
public final class PaddingChoice {
  private PaddingChoice() {}

  /**
   * The way for {@code definition}, by its lowest layer's kernel.
   *
   * @param computed the steps of all rows with padding
   * @param needed the same without padding
   */
  public static PaddingStrategy of(
      Recurrent definition, Purpose purpose, long computed, long needed) {
    Cell cell = definition.cell();
    int below = definition.layers() > 1 ? definition.outputSize() : 0;
    int largest = Math.max(definition.inputSize(), below);
    if (!cell.bounded()) {
      return PaddingStrategy.PACKED;
    }
    boolean byBlocks = definition.kernel().isEmpty() && BlockKernel.predicts(cell);
    return purpose == Purpose.INFERENCE && byBlocks
        ? PaddingStrategy.ofBlocks(computed, needed, largest, cell.hiddenSize())
        : PaddingStrategy.of(computed, needed, largest, cell.hiddenSize());
  }

  /** The same for a batch; empty where no row is shorter than {@code steps}. */
  public static Optional<PaddingStrategy> of(
      Recurrent definition, Purpose purpose, int[] lengths, int steps) {
    long needed = Arrays.stream(lengths).asLongStream().sum();
    long computed = (long) steps * lengths.length;
    return needed == computed
        ? Optional.empty()
        : Optional.of(of(definition, purpose, computed, needed));
  }
}
