package org.tributary.graph;

import java.util.Arrays;
import java.util.Optional;
import org.tributary.internal.NullChecks;
import org.tributary.layer.Cell;
import org.tributary.layer.Recurrent;
import org.tributary.runtime.ExecutionMode;
import org.tributary.sequence.PaddingStrategy;

/** A choice between masked and packed execution of padded batches, by estimated run time. */
public final class PaddingChoice {
  private PaddingChoice() {}

  /**
   * Returns the strategy for {@code definition}, based on the kernel of its lowest layer.
   *
   * @param computed the number of steps of all rows, padding included
   * @param needed the number of steps of all rows without padding
   */
  public static PaddingStrategy of(
      Recurrent definition, ExecutionMode purpose, long computed, long needed) {
    Cell cell = definition.cell();
    int below = definition.layers() > 1 ? definition.outputSize() : 0;
    int largest = Math.max(definition.inputSize(), below);
    if (!cell.stateStaysFinite()) {
      return PaddingStrategy.PACKED;
    }
    return purpose == ExecutionMode.INFERENCE && BlockKernel.isChosenForInference(definition, cell)
        ? PaddingStrategy.forBlockKernel(computed, needed, largest, cell.hiddenSize())
        : PaddingStrategy.of(computed, needed, largest, cell.hiddenSize());
  }

  /**
   * Returns the strategy for a batch; empty if every row has all {@code steps}.
   *
   * @throws IllegalArgumentException if a length is not from 0 to {@code steps}
   */
  public static Optional<PaddingStrategy> of(
      Recurrent definition, ExecutionMode purpose, int[] lengths, int steps) {
    NullChecks.require("purpose", "inference or training", purpose);
    NullChecks.require("lengths", "an array", lengths);
    for (int length : lengths) {
      if (length < 0 || length > steps) {
        throw new IllegalArgumentException(
            "lengths: expected each from 0 to %d, the number of steps, got %d"
                .formatted(steps, length));
      }
    }
    long needed = Arrays.stream(lengths).asLongStream().sum();
    long computed = (long) steps * lengths.length;
    return needed == computed
        ? Optional.empty()
        : Optional.of(of(definition, purpose, computed, needed));
  }
}
