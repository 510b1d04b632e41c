package org.tributary.cell;

import org.tributary.inference.CellInference;
import org.tributary.inference.Matrix;

/**
 * The states of rows whose first part is h. Knows whether every h is zero, as before a sequence.
 */
abstract class ArrayStates implements CellInference.States {
  private final float[][][] parts; // [parts][rows][size]
  private boolean zero = true;

  /**
   * @param sizes the size of each part, h first
   */
  ArrayStates(int rows, int... sizes) {
    parts = new float[sizes.length][rows][];
    for (int k = 0; k < sizes.length; k++) {
      for (int row = 0; row < rows; row++) {
        parts[k][row] = new float[sizes[k]];
      }
    }
  }

  @Override
  public float[][] part(int index) {
    return parts[index];
  }

  @Override
  public void changed() {
    zero = true;
    for (float[] h : parts[0]) {
      for (float value : h) {
        zero &= value == 0;
      }
    }
  }

  /** Adds W h to the sums of each row; nothing while every h is zero. */
  final void addHidden(Matrix weights, float[][] sums, int rows) {
    if (!zero) {
      weights.addProducts(parts[0], sums, rows);
    }
    zero = false;
  }
}
