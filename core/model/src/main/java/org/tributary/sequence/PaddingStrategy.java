package org.tributary.sequence;

/** The execution of a batch of variable-length sequences: masked or packed. */
public enum PaddingStrategy {
  /** Masked: every row continues to the end of the batch, and the padding is masked. */
  MASKED,
  /** Packed: the batch shrinks as sequences end. */
  PACKED;

  /**
   * Break-even cost of packing, in multiply-adds: packing pays if the share of padding exceeds
   * 50/(I+H) ({@code docs/design/0009-packed-execution.md}).
   */
  private static final int COPY_COST = 50;

  /**
   * Cost of packing for BlockLSTM in inference, in multiply-adds. It does not grow with the batch:
   * copying does, but so does the cost of running over the padding.
   */
  private static final long SEGMENT_COST = 2_000_000;

  /**
   * Returns the faster strategy.
   *
   * @param computed number of steps of all rows, with padding
   * @param needed number of steps of all rows, without padding
   * @param inputSize the largest input size among the layers
   * @param hiddenSize the layers' hidden size
   */
  public static PaddingStrategy of(long computed, long needed, int inputSize, int hiddenSize) {
    // matrix products grow with both sizes, copying does not
    long wasted = (computed - needed) * (inputSize + hiddenSize);
    return wasted <= COPY_COST * computed ? MASKED : PACKED;
  }

  /**
   * Returns the faster strategy for inference with BlockLSTM.
   *
   * @param computed number of steps of all rows, with padding
   * @param needed number of steps of all rows, without padding
   * @param inputSize the largest input size among the layers
   * @param hiddenSize the layers' hidden size
   */
  public static PaddingStrategy forBlockKernel(
      long computed, long needed, int inputSize, int hiddenSize) {
    long wasted = (computed - needed) * (inputSize + hiddenSize) * 4 * hiddenSize;
    return wasted < SEGMENT_COST ? MASKED : PACKED;
  }
}
