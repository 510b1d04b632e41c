package org.tributary.layer;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;
import org.tributary.param.FloatTensor;
import org.tributary.sequence.Layout;

/** Some steps of some rows of a long batch: of those rows that are not over before them. */
final class Chunk {
  private final int from;
  private final int[] rows;
  private final int[] lengths;
  private final int steps;

  /** Where the values of a batch's steps stand on the Java heap, {@code width} of each step. */
  record Places(Layout layout, int steps, int rows, int width) {

    Shape shape() {
      return layout == Layout.BATCH_FIRST
          ? Shape.of(rows, steps, width)
          : Shape.of(steps, rows, width);
    }

    /** Where those of a row's step begin. */
    int at(int step, int row) {
      return width * (layout == Layout.BATCH_FIRST ? row * steps + step : step * rows + row);
    }
  }

  /**
   * The steps from {@code from} on, at most {@code most}, of the rows from {@code firstRow} to
   * before {@code endRow}.
   *
   * @param rowLengths of all rows of the batch
   */
  Chunk(int[] rowLengths, int firstRow, int endRow, int from, int most) {
    this.from = from;
    this.rows = IntStream.range(firstRow, endRow).filter(row -> rowLengths[row] > from).toArray();
    this.lengths = Arrays.stream(rows).map(row -> Math.min(rowLengths[row] - from, most)).toArray();
    this.steps = Arrays.stream(lengths).max().orElse(0);
  }

  /** L, the steps that its longest row has of it. */
  int steps() {
    return steps;
  }

  /** N, 0 where all rows are over. */
  int rowCount() {
    return rows.length;
  }

  /** How many of its steps each of its rows has. */
  int[] lengths() {
    return lengths;
  }

  /** Copies its steps [L, N, width] from {@code all} to the begin of {@code own}. */
  void cut(FloatTensor all, Places places, float[] own) {
    if (places.layout() == Layout.SEQUENCE_FIRST && rows.length == places.rows()) {
      all.copy(places.at(from, 0), own, 0, steps * rows.length * places.width());
      return;
    }
    for (int t = 0, at = 0; t < steps; t++) {
      for (int row : rows) {
        all.copy(places.at(from + t, row), own, at, places.width());
        at += places.width();
      }
    }
  }

  /**
   * Copies its steps to {@code all}, of each of which {@code own} has a part.
   *
   * @param own [L, N, size]
   * @param size of the part
   * @param first where the part begins in a step
   */
  void paste(float[] own, int size, float[] all, Places places, int first) {
    for (int t = 0, at = 0; t < steps; t++) {
      for (int row : rows) {
        System.arraycopy(own, at, all, places.at(from + t, row) + first, size);
        at += size;
      }
    }
  }

  /** Its rows [N, size] of a state of all rows that begins at {@code first}. */
  float[] cutState(float[] all, int first, int size) {
    float[] own = new float[rows.length * size];
    for (int k = 0; k < rows.length; k++) {
      System.arraycopy(all, first + rows[k] * size, own, k * size, size);
    }
    return own;
  }

  /** Puts its rows [N, size] into a state of all rows that begins at {@code first}. */
  void pasteState(float[] own, int size, float[] all, int first) {
    for (int k = 0; k < rows.length; k++) {
      System.arraycopy(own, k * size, all, first + rows[k] * size, size);
    }
  }
}
