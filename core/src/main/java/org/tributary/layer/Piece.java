package org.tributary.layer;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;
import org.tributary.param.FloatTensor;
import org.tributary.sequence.Layout;

/** Some steps of a long batch, of the rows that are not over before them. */
final class Piece {
  private final int from;
  private final int[] rows;
  private final int[] lengths;

  /** Values of a batch on the Java heap: so many of each of its steps, in a layout. */
  record Values(Layout layout, int steps, int rows, int width) {

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
   * @param rowLengths of all rows
   * @param from the first step
   * @param steps at most so many, and no more than the rows have
   */
  Piece(int[] rowLengths, int from, int steps) {
    this.from = from;
    this.rows =
        IntStream.range(0, rowLengths.length).filter(row -> rowLengths[row] > from).toArray();
    this.lengths =
        Arrays.stream(rows).map(row -> Math.min(rowLengths[row] - from, steps)).toArray();
  }

  /** How many steps its longest row has of it. */
  int steps() {
    return Arrays.stream(lengths).max().orElse(0);
  }

  /** How many rows it has, 0 where all are over. */
  int rowCount() {
    return rows.length;
  }

  /** How many of its steps each of its rows has. */
  int[] lengths() {
    return lengths;
  }

  /** Copies its steps, one after the other, from {@code all} to the begin of {@code own}. */
  void cut(FloatTensor all, Values place, float[] own) {
    int steps = steps();
    if (place.layout() == Layout.SEQUENCE_FIRST && rows.length == place.rows()) {
      all.copy(place.at(from, 0), own, 0, steps * rows.length * place.width());
      return;
    }
    for (int t = 0, at = 0; t < steps; t++) {
      for (int row : rows) {
        all.copy(place.at(from + t, row), own, at, place.width());
        at += place.width();
      }
    }
  }

  /**
   * Copies its steps, of which {@code own} has a part, to {@code all}.
   *
   * @param own [L, N, size]
   * @param first where the part begins in a step
   * @param size of the part
   */
  void paste(float[] own, int size, float[] all, Values place, int first) {
    int steps = steps();
    for (int t = 0, at = 0; t < steps; t++) {
      for (int row : rows) {
        System.arraycopy(own, at, all, place.at(from + t, row) + first, size);
        at += size;
      }
    }
  }

  /** Its rows of a state of all rows that begins at {@code first}, [N, size]. */
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
