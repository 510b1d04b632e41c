package org.tributary.internal.packing;

/**
 * The sizes that keep batches invariant: with one intra-op thread, a row's numbers do not depend on
 * the rest of its batch, to the bit. TensorFlow's arithmetic depends on the batch in three places,
 * each of which has its constants here; {@code docs/design/0004-batch-invariant-predictions.md} has
 * the measurements, and {@code PredictionBitsTest} fails without them.
 */
public final class BatchInvariance {
  /**
   * Minimum number of rows of a step, if the batch has as many, and of a prediction batch. A
   * product with a single row is a matrix-vector product, which sums in another order.
   */
  public static final int MIN_ROWS = 2;

  /**
   * Row multiple of a product over many steps: of the positions of a prediction batch, the words of
   * a character encoder, the steps of an input projection. A product with fewer than 16 rows sums
   * in another order. For any hidden size it is a multiple of the elements of a vector register.
   * TensorFlow computes gates in groups of up to 16 elements and the remainder one by one, with
   * another formula.
   */
  public static final int ROW_MULTIPLE = 16;

  /**
   * Multiple of the hidden sizes of a trained tagger. TensorFlow splits a large batch into blocks
   * of rows; if each row is a whole number of groups of 16 elements, no element falls into the
   * remainder loop, whatever the row's index.
   */
  public static final int HIDDEN_SIZE_MULTIPLE = 16;

  /** The number of sizes of {@link #roundedPositions} from one power of two to the next. */
  private static final int SIZES_PER_OCTAVE = 8;

  private BatchInvariance() {}

  /**
   * Rounds the number of positions of a prediction batch up to one of few sizes: a multiple of
   * {@link #ROW_MULTIPLE}, and of an eighth of the power of two below. TensorFlow keeps a compiled
   * kernel for every size of a product in every thread, so the cache of kernels grows with every
   * new size.
   */
  public static int roundedPositions(int positions) {
    int unit = Math.max(ROW_MULTIPLE, Integer.highestOneBit(positions) / SIZES_PER_OCTAVE);
    return roundedUp(positions, unit);
  }

  /** Rounds {@code size} up to a multiple of {@code unit}. */
  public static int roundedUp(int size, int unit) {
    return Math.floorDiv(size + unit - 1, unit) * unit;
  }
}
