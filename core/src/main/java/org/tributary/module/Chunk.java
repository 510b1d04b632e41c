package org.tributary.module;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.tributary.param.FloatTensor;
import org.tributary.sequence.BatchShape;
import org.tributary.sequence.Layout;

/** A chunk of a long batch: consecutive steps of those rows that have at least one of the steps. */
final class Chunk {
  private final int from;
  private final int[] rows;
  private final int[] lengths;
  private final int steps;

  /**
   * Creates a chunk.
   *
   * @param rowLengths the lengths of all rows of the batch
   * @param firstRow the first row, inclusive
   * @param endRow one past the last row
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

  /**
   * Copies the chunk's steps [L, N, width] to the start of {@code chunk}.
   *
   * @param all the values of the batch, of {@code shape} with width values at each position
   */
  void gather(FloatTensor all, BatchShape shape, float[] chunk) {
    gather(all::copy, Math.toIntExact(all.shape().get(2)), shape, chunk);
  }

  /** Copies the chunk's steps [L, N, width] to the start of {@code chunk}. */
  void gather(float[] all, BatchShape shape, float[] chunk) {
    gather(
        (from, to, at, count) -> System.arraycopy(all, from, to, at, count),
        all.length / shape.positions(),
        shape,
        chunk);
  }

  /** A copy of {@code count} values of an array. */
  @FunctionalInterface
  private interface ArrayCopy {
    void copy(int from, float[] to, int at, int count);
  }

  private void gather(ArrayCopy all, int width, BatchShape shape, float[] chunk) {
    if (shape.layout() == Layout.SEQUENCE_FIRST && rows.length == shape.rows()) {
      all.copy(shape.position(from, 0) * width, chunk, 0, steps * rows.length * width);
      return;
    }
    for (int t = 0, at = 0; t < steps; t++) {
      for (int row : rows) {
        all.copy(shape.position(from + t, row) * width, chunk, at, width);
        at += width;
      }
    }
  }

  /**
   * Copies one direction's values of the chunk's steps to {@code all}.
   *
   * @param chunk [L, N, size]
   * @param size the number of values per step and row in {@code chunk}
   * @param all the values of the batch, of {@code shape} with the same number at each position
   * @param first the index of the direction's first value within a position
   */
  void scatter(float[] chunk, int size, float[] all, BatchShape shape, int first) {
    int width = all.length / shape.positions();
    for (int t = 0, at = 0; t < steps; t++) {
      for (int row : rows) {
        System.arraycopy(chunk, at, all, shape.position(from + t, row) * width + first, size);
        at += size;
      }
    }
  }

  /** Sets the padding of {@code chunk} [L, N, size] to zero. */
  void clearPadding(float[] chunk, int size) {
    for (int t = 0; t < steps; t++) {
      for (int row = 0; row < rows.length; row++) {
        if (t >= lengths[row]) {
          int at = (t * rows.length + row) * size;
          Arrays.fill(chunk, at, at + size, 0);
        }
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
