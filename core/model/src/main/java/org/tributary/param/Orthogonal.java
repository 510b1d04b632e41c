package org.tributary.param;

import org.tributary.random.TorchRandom;

/**
 * An orthogonal initializer: a matrix from N(0, 1) whose columns (or rows, if it has more columns
 * than rows) are orthonormalized by Gram–Schmidt in double precision. The result is the Q of the QR
 * decomposition with a positive diagonal in R, which is unique, so it equals PyTorch's up to
 * rounding.
 */
record Orthogonal() implements Initializer {

  @Override
  public float[] draw(TensorShape shape, TorchRandom random) {
    Initializers.requireMatrix("orthogonal", shape);
    int rows = Math.toIntExact(shape.get(0));
    int columns = Math.toIntExact(shape.get(1));
    float[] drawn = random.normal(Initializers.size(shape));
    boolean wide = rows < columns;
    double[][] vectors = new double[Math.min(rows, columns)][Math.max(rows, columns)];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        vectors[wide ? r : c][wide ? c : r] = drawn[r * columns + c];
      }
    }
    for (int k = 0; k < vectors.length; k++) {
      orthogonalize(vectors, k);
      orthogonalize(vectors, k); // the second pass removes rounding residue
      scale(vectors[k], 1 / Math.sqrt(dot(vectors[k], vectors[k])));
    }
    float[] values = new float[drawn.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        values[r * columns + c] = (float) vectors[wide ? r : c][wide ? c : r];
      }
    }
    return values;
  }

  /** Subtracts from vector {@code k} its projections onto the preceding vectors. */
  private static void orthogonalize(double[][] vectors, int k) {
    for (int j = 0; j < k; j++) {
      double projection = dot(vectors[j], vectors[k]);
      for (int i = 0; i < vectors[k].length; i++) {
        vectors[k][i] -= projection * vectors[j][i];
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void scale(double[] vector, double by) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= by;
    }
  }
}
