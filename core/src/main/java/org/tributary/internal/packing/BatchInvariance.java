package org.tributary.internal.packing;

import org.tributary.internal.runtime.RowProducts;

/**
 * The sizes that keep batches invariant: with one intra-op thread, a row's numbers do not depend on
 * the rest of its batch, to the bit. TensorFlow's arithmetic depends on the batch in several
 * places, which depend on the processor; each has its constants here, {@code
 * docs/design/0004-batch-invariant-predictions.md} has the measurements, and {@code
 * PredictionBitsTest} fails without them.
 */
public final class BatchInvariance {
  /**
   * Minimum number of rows of a step, if the batch has as many, and of a prediction batch. A
   * product with a single row is a matrix-vector product, which sums in another order.
   */
  public static final int MIN_ROWS = 2;

  /**
   * Row multiple of a step on processors without AVX-512: TensorFlow's product there computes six
   * rows at once and sums the last one to three in another order. A multiple of 6 is not enough,
   * since a large product is split into blocks of rows.
   */
  private static final int STEP_ROWS_WITHOUT_AVX512 = 12;

  /** The rows that such a processor's product computes at once. */
  private static final int ROWS_AT_ONCE_WITHOUT_AVX512 = 6;

  /** The largest number of rows that such a product does not split into blocks. */
  private static final int UNSPLIT_ROWS_WITHOUT_AVX512 = 72;

  /** A product with fewer than 16 rows sums in another order. */
  private static final int PRODUCT_ROWS = 16;

  /** The least common multiple of {@link #PRODUCT_ROWS} and 12. */
  private static final int PRODUCT_ROWS_WITHOUT_AVX512 = 48;

  /**
   * Multiple of the hidden sizes of a trained tagger. TensorFlow splits a large batch into blocks
   * of rows; if each row is a whole number of groups of 16 elements, no element falls into the
   * remainder loop, whatever the row's index.
   */
  public static final int HIDDEN_SIZE_MULTIPLE = 16;

  /**
   * Multiple of the number of labels in a softmax without AVX-512, for the same reason as {@link
   * #HIDDEN_SIZE_MULTIPLE}.
   */
  public static final int LABEL_MULTIPLE = 16;

  /** The number of sizes of {@link #roundedPositions} from one power of two to the next. */
  private static final int SIZES_PER_OCTAVE = 8;

  private BatchInvariance() {}

  /**
   * Returns the row multiple of a step of a tagger's batch: {@link #MIN_ROWS} for any number from
   * it on, or 12 where products depend on the number of rows.
   */
  public static int stepRows() {
    return RowProducts.areBatchInvariant() ? MIN_ROWS : STEP_ROWS_WITHOUT_AVX512;
  }

  /**
   * Returns the number of rows of a prediction batch: at least {@link #MIN_ROWS}, or where products
   * depend on the number of rows a multiple of {@link #stepRows}. Six are enough for a batch
   * without packing if the product over all its steps is not split, or a multiple of 12 rows.
   *
   * @param rows the least number of rows
   * @param steps T
   * @param packed whether rows end before the last step
   */
  public static int batchRows(int rows, int steps, boolean packed) {
    return RowProducts.areBatchInvariant()
        ? Math.max(rows, MIN_ROWS)
        : batchRowsWithoutAvx512(rows, steps, packed);
  }

  static int batchRowsWithoutAvx512(int rows, int steps, boolean packed) {
    int fewest = roundedUp(rows, ROWS_AT_ONCE_WITHOUT_AVX512);
    long product = (long) fewest * steps;
    boolean sameBits =
        product <= UNSPLIT_ROWS_WITHOUT_AVX512 || product % STEP_ROWS_WITHOUT_AVX512 == 0;
    return !packed && sameBits ? fewest : roundedUp(rows, STEP_ROWS_WITHOUT_AVX512);
  }

  /**
   * Returns the row multiple of a product over many steps: of the positions of a prediction batch,
   * the words of a character encoder, the steps of an input projection. For any hidden size it is a
   * multiple of the elements of a vector register. TensorFlow computes gates in groups of up to 16
   * elements and the remainder one by one, with another formula.
   */
  public static int productRows() {
    return RowProducts.areBatchInvariant() ? PRODUCT_ROWS : PRODUCT_ROWS_WITHOUT_AVX512;
  }

  /**
   * Rounds the number of positions of a prediction batch up to one of few sizes: a multiple of
   * {@link #productRows}, from eight of these on of two of them, from sixteen on of four, and so
   * on. TensorFlow keeps a compiled kernel for every size of a product in every thread, so the
   * cache of kernels grows with every new size.
   */
  public static int roundedPositions(int positions) {
    return roundedPositions(positions, productRows());
  }

  /** Returns {@link #roundedPositions(int)} for products of a multiple of {@code rows}. */
  static int roundedPositions(int positions, int rows) {
    int doubled = Integer.highestOneBit(positions / (SIZES_PER_OCTAVE * rows));
    return roundedUp(positions, rows * Math.max(1, doubled));
  }

  /** Rounds {@code size} up to a multiple of {@code unit}. */
  public static int roundedUp(int size, int unit) {
    return Math.floorDiv(size + unit - 1, unit) * unit;
  }
}
