package org.tributary.sequence;

/** How a batch is run whose rows are of different lengths. */
public enum PaddingStrategy {
  /** Of about one length: every row goes on to the end of the batch. */
  MASKED,
  /** Rows fall away as they are over. */
  PACKED;

  /**
   * What it costs to let rows fall away, for each element that a step multiplies weights by: as
   * much as so many multiply-adds. It is copying, in and out of the packed order and between steps.
   */
  private static final int COPYING = 50;

  /**
   * What letting rows fall away costs BlockLSTM in inference, in multiply-adds: it does not grow
   * with the batch, for what does, going on over the padding costs as well.
   */
  private static final long STRETCHES = 2_000_000;

  /**
   * The way that takes less time.
   *
   * @param computed the steps of all rows with padding
   * @param needed the same without padding
   * @param inputSize the largest that a layer reads
   * @param hiddenSize the layers'
   */
  public static PaddingStrategy of(long computed, long needed, int inputSize, int hiddenSize) {
    // products grow with both sizes, what is copied does not
    long forNothing = (computed - needed) * (inputSize + hiddenSize);
    return forNothing <= COPYING * computed ? MASKED : PACKED;
  }

  /** The same where BlockLSTM runs the layers for inference. */
  public static PaddingStrategy ofBlocks(
      long computed, long needed, int inputSize, int hiddenSize) {
    long forNothing = (computed - needed) * (inputSize + hiddenSize) * 4 * hiddenSize;
    return forNothing < STRETCHES ? MASKED : PACKED;
  }
}
