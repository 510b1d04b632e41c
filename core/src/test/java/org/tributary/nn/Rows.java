package org.tributary.nn;

import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.sequence.Layout;

/** Slices of batches and states, and random batches. */
public final class Rows {
  private Rows() {}

  /** Returns a random tensor. */
  public static FloatTensor draw(long seed, long... shape) {
    TensorShape all = TensorShape.of(shape);
    return FloatTensor.of(all, TorchRandom.seeded(seed).normal((int) all.size()));
  }

  /** Returns a random batch in the layer's layout. */
  public static FloatTensor batch(Recurrent definition, long seed, int steps, int rows, int size) {
    return definition.layout() == Layout.BATCH_FIRST
        ? draw(seed, rows, steps, size)
        : draw(seed, steps, rows, size);
  }

  /** Returns the first {@code length} steps of one row, [length, size]. */
  static FloatTensor row(Recurrent definition, FloatTensor batch, int row, int length) {
    int size = (int) batch.shape().get(2);
    float[] values = new float[length * size];
    for (int t = 0; t < length; t++) {
      for (int k = 0; k < size; k++) {
        values[t * size + k] =
            definition.layout() == Layout.BATCH_FIRST ? batch.get(row, t, k) : batch.get(t, row, k);
      }
    }
    return FloatTensor.of(TensorShape.of(length, size), values);
  }

  /** Returns one row of a state [K·D, N, size], as [K·D, size]. */
  static FloatTensor state(FloatTensor state, int row) {
    int count = (int) state.shape().get(0);
    int size = (int) state.shape().get(2);
    float[] values = new float[count * size];
    for (int k = 0; k < count; k++) {
      for (int j = 0; j < size; j++) {
        values[k * size + j] = state.get(k, row, j);
      }
    }
    return FloatTensor.of(TensorShape.of(count, size), values);
  }

  /** Returns the batch with {@code filler} in the padding. */
  static FloatTensor filled(Recurrent definition, FloatTensor batch, float filler, int... lengths) {
    int size = (int) batch.shape().get(2);
    boolean batchFirst = definition.layout() == Layout.BATCH_FIRST;
    int steps = (int) batch.shape().get(batchFirst ? 1 : 0);
    float[] values = batch.values();
    for (int row = 0; row < lengths.length; row++) {
      for (int t = lengths[row]; t < steps; t++) {
        int at = (batchFirst ? row * steps + t : t * lengths.length + row) * size;
        java.util.Arrays.fill(values, at, at + size, filler);
      }
    }
    return FloatTensor.of(batch.shape(), values);
  }
}
