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
   * Minimum number of rows of a product over many steps: of the positions of a prediction batch and
   * of a projection of input numbers. A product with fewer rows sums in another order.
   */
  public static final int MIN_PRODUCT_ROWS = 16;

  /**
   * Row multiple of a batch of distinct items, the words of a character encoder or the steps of an
   * input projection: a multiple of {@link #MIN_PRODUCT_ROWS} and, for any hidden size, of the
   * elements of a vector register. TensorFlow computes gates in groups of up to 16 elements and the
   * remainder one by one, with another formula.
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
   * kernel for every size of a product in every thread, so arbitrary sizes would fill native memory
   * for as long as new ones come.
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
