package org.tributary.internal.runtime;

import java.util.Arrays;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * A measurement of TensorFlow's matrix products on this processor. Predictions have the same bits
 * in every batch if a row of a product does not depend on the number of rows. That holds with
 * AVX-512; without it, TensorFlow 2.18 computes six rows at once, and the last one to three rows by
 * other code, which sums in another order ({@code
 * docs/design/0004-batch-invariant-predictions.md}).
 */
public final class RowProducts {
  private static final int ALL_ROWS = 12;
  private static final int SIZE = 64;

  private static volatile Boolean invariant; // null until it is measured

  private RowProducts() {}

  /** Returns whether products of 2 to 11 rows have the bits of the same rows of one of 12. */
  public static boolean areBatchInvariant() {
    Boolean known = invariant;
    if (known == null) {
      known = measure(); // twice, if two threads come first
      invariant = known;
    }
    return known;
  }

  private static boolean measure() {
    Random random = new Random(1);
    float[][] rows = normal(ALL_ROWS, random);
    float[][] weights = normal(SIZE, random);
    float[][] all = product(rows, weights);
    for (int count = 2; count < ALL_ROWS; count++) {
      float[][] some = product(Arrays.copyOf(rows, count), weights);
      for (int row = 0; row < count; row++) {
        if (!Arrays.equals(some[row], all[row])) {
          return false;
        }
      }
    }
    return true;
  }

  private static float[][] normal(int rows, Random random) {
    float[][] values = new float[rows][SIZE];
    for (float[] row : values) {
      for (int k = 0; k < SIZE; k++) {
        row[k] = (float) random.nextGaussian();
      }
    }
    return values;
  }

  private static float[][] product(float[][] rows, float[][] weights) {
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      var left = tf.placeholder(TFloat32.class);
      var right = tf.placeholder(TFloat32.class);
      var product = tf.linalg.matMul(left, right);
      float[][] values = new float[rows.length][SIZE];
      try (Session session = TensorFlowRuntime.open(graph);
          TFloat32 fedLeft = TFloat32.tensorOf(StdArrays.ndCopyOf(rows));
          TFloat32 fedRight = TFloat32.tensorOf(StdArrays.ndCopyOf(weights));
          var result =
              session.runner().feed(left, fedLeft).feed(right, fedRight).fetch(product).run()) {
        TFloat32 fetched = (TFloat32) result.get(0);
        StdArrays.copyFrom(fetched, values);
        return values;
      }
    }
  }
}
