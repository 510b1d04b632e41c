package org.tributary.onnx;

import java.util.List;
import java.util.function.Function;
import org.tributary.cell.Bias;
import org.tributary.cell.Cell;
import org.tributary.cell.CellParameter;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;

/** Weights in the arrangement of ONNX's operators. */
final class Weights {
  private Weights() {}

  /** Returns the transposed matrix, [M, N] from [N, M]. */
  static FloatTensor transposed(FloatTensor matrix) {
    int rows = Math.toIntExact(matrix.shape().get(0));
    int columns = Math.toIntExact(matrix.shape().get(1));
    float[] values = matrix.values();
    return FloatTensor.written(
        TensorShape.of(columns, rows),
        to -> {
          for (int k = 0; k < rows; k++) {
            for (int j = 0; j < columns; j++) {
              to[j * rows + k] = values[k * columns + j];
            }
          }
        });
  }

  /** Returns the table with a further row of zeros, [V + 1, E] from [V, E]. */
  static FloatTensor withZeroRow(FloatTensor table) {
    long rows = table.shape().get(0);
    float[] values = table.values();
    return FloatTensor.written(
        TensorShape.of(rows + 1, table.shape().get(1)),
        to -> System.arraycopy(values, 0, to, 0, values.length));
  }

  /**
   * Returns the blocks of gates of several directions in another order, [D, G·H, ..] of D times
   * [G·H, ..].
   */
  static float[] gates(List<FloatTensor> directions, List<Integer> order) {
    int size = Math.toIntExact(directions.get(0).shape().size());
    int block = size / order.size();
    float[] all = new float[Math.multiplyExact(size, directions.size())];
    for (int d = 0; d < directions.size(); d++) {
      for (int gate = 0; gate < order.size(); gate++) {
        directions.get(d).copy(order.get(gate) * block, all, d * size + gate * block, block);
      }
    }
    return all;
  }

  /** Returns both biases of several directions, [D, 2·G·H]. */
  static float[] biases(List<FloatTensor> ih, List<FloatTensor> hh, List<Integer> order) {
    int size = Math.toIntExact(ih.get(0).shape().size());
    float[] first = gates(ih, order);
    float[] second = gates(hh, order);
    float[] all = new float[2 * first.length];
    for (int d = 0; d < ih.size(); d++) {
      System.arraycopy(first, d * size, all, 2 * d * size, size);
      System.arraycopy(second, d * size, all, (2 * d + 1) * size, size);
    }
    return all;
  }

  /** Returns the sum of both biases, [G·H]; zeros for a cell without. */
  static FloatTensor bias(Cell cell, Function<CellParameter, FloatTensor> weights) {
    int size = cell.gates() * cell.hiddenSize();
    if (cell.bias() == Bias.ABSENT) {
      return FloatTensor.zeros(size);
    }
    float[] ih = weights.apply(CellParameter.BIAS_INPUT_HIDDEN).values();
    float[] hh = weights.apply(CellParameter.BIAS_HIDDEN_HIDDEN).values();
    for (int k = 0; k < size; k++) {
      ih[k] += hh[k];
    }
    return FloatTensor.of(TensorShape.of(size), ih);
  }
}
