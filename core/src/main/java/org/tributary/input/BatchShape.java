package org.tributary.input;

/**
 * The size of a time-major batch.
 *
 * @param steps T
 * @param rows N
 */
public record BatchShape(int steps, int rows) {

  /** Returns the number of positions, T·N, padding included. */
  public int positions() {
    return Math.multiplyExact(steps, rows);
  }

  /** Returns the position t·N + n of step t of row n. */
  public int position(int step, int row) {
    return step * rows + row;
  }
}
