package org.tributary.layer;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;
import org.tributary.param.FloatTensor;
import org.tributary.sequence.Layout;

/** A chunk of a long batch: consecutive steps of those rows that have at least one of the steps. */
final class Chunk {
  private final int from;
  private final int[] rows;
  private final int[] lengths;
  private final int steps;

  /**
   * The layout of a batch in a Java array.
   *
   * @param width the number of values per step and row
   */
  record ArrayLayout(Layout order, int steps, int rows, int width) {

    Shape shape() {
      return order == Layout.BATCH_FIRST
          ? Shape.of(rows, steps, width)
          : Shape.of(steps, rows, width);
    }

    /** Returns the index of the first value of a step of a row. */
    int offset(int step, int row) {
      return width * (order == Layout.BATCH_FIRST ? row * steps + step : step * rows + row);
    }
  }

  /**
   * Creates a chunk.
   *
   * @param rowLengths the lengths of all rows of the batch
   * @param firstRow the first row, inclusive
   * @param endRow the last row, exclusive
   * @param from the first step
   * @param maxSteps the maximum number of steps
   */
  Chunk(int[] rowLengths, int firstRow, int endRow, int from, int maxSteps) {
    this.from = from;
    this.rows = IntStream.range(firstRow, endRow).filter(row -> rowLengths[row] > from).toArray();
    this.lengths =
        Arrays.stream(rows).map(row -> Math.min(rowLengths[row] - from, maxSteps)).toArray();
    this.steps = Arrays.stream(lengths).max().orElse(0);
  }

  /** Returns L, the number of steps of the chunk's longest row. */
  int steps() {
    return steps;
  }

  /** Returns N; 0 if every row ended before the chunk. */
  int rowCount() {
    return rows.length;
  }

  /** Returns the number of steps of each row within the chunk. */
  int[] lengths() {
    return lengths;
  }

  /** Copies the chunk's steps [L, N, width] from {@code all} to the start of {@code chunk}. */
  void gather(FloatTensor all, ArrayLayout layout, float[] chunk) {
    gather(all::copy, layout, chunk);
  }

  /** Copies the chunk's steps [L, N, width] from {@code all} to the start of {@code chunk}. */
  void gather(float[] all, ArrayLayout layout, float[] chunk) {
    gather((from, to, at, count) -> System.arraycopy(all, from, to, at, count), layout, chunk);
  }

  /** A copy of {@code count} values of an array. */
  @FunctionalInterface
  private interface ArrayCopy {
    void copy(int from, float[] to, int at, int count);
  }

  private void gather(ArrayCopy all, ArrayLayout layout, float[] chunk) {
    if (layout.order() == Layout.SEQUENCE_FIRST && rows.length == layout.rows()) {
      all.copy(layout.offset(from, 0), chunk, 0, steps * rows.length * layout.width());
      return;
    }
    for (int t = 0, at = 0; t < steps; t++) {
      for (int row : rows) {
        all.copy(layout.offset(from + t, row), chunk, at, layout.width());
        at += layout.width();
      }
    }
  }

  /**
   * Copies one direction's values of the chunk's steps to {@code all}.
   *
   * @param chunk [L, N, size]
   * @param size the number of values per step and row in {@code chunk}
   * @param first the index of the direction's first value within a step
   */
  void scatter(float[] chunk, int size, float[] all, ArrayLayout layout, int first) {
    for (int t = 0, at = 0; t < steps; t++) {
      for (int row : rows) {
        System.arraycopy(chunk, at, all, layout.offset(from + t, row) + first, size);
        at += size;
      }
    }
  }

  /** Returns the chunk's rows [N, size] of a state of all rows that starts at {@code first}. */
  float[] gatherState(float[] all, int first, int size) {
    float[] chunk = new float[rows.length * size];
    for (int k = 0; k < rows.length; k++) {
      System.arraycopy(all, first + rows[k] * size, chunk, k * size, size);
    }
    return chunk;
  }

  /** Copies the chunk's rows [N, size] into a state of all rows that starts at {@code first}. */
  void scatterState(float[] chunk, int size, float[] all, int first) {
    for (int k = 0; k < rows.length; k++) {
      System.arraycopy(chunk, k * size, all, first + rows[k] * size, size);
    }
  }
}
