package org.tributary.cell;

import java.util.Arrays;
import java.util.function.Function;
import org.tributary.inference.Matrix;
import org.tributary.param.FloatTensor;

/**
 * The weights of a cell's gates on Java arrays, with the rows of logistic gates halved: 1/(1 +
 * e^-x) is 0.5 + 0.5 tanh(x/2), so that one pass of tanh serves all gates. Halving is exact.
 */
final class ArrayGates {
  private final float[] factors; // [G·H]
  private final Function<CellParameter, FloatTensor> weights;
  private final boolean biased;

  /**
   * @param logistic whether each gate is logistic
   */
  ArrayGates(Cell cell, Function<CellParameter, FloatTensor> weights, boolean... logistic) {
    this.weights = weights;
    this.biased = cell.bias() == Bias.PRESENT;
    this.factors = new float[logistic.length * cell.hiddenSize()];
    for (int gate = 0; gate < logistic.length; gate++) {
      int first = gate * cell.hiddenSize();
      Arrays.fill(factors, first, first + cell.hiddenSize(), logistic[gate] ? 0.5f : 1f);
    }
  }

  /** Returns a matrix with a row for each gate and unit. */
  Matrix matrix(CellParameter kind) {
    return Matrix.scaled(weights.apply(kind), factors);
  }

  /** Returns a bias of each gate and unit; zeros for a cell without bias. */
  float[] bias(CellParameter kind) {
    float[] bias = new float[factors.length];
    if (biased) {
      weights.apply(kind).copy(0, bias, 0, bias.length);
      for (int k = 0; k < bias.length; k++) {
        bias[k] *= factors[k];
      }
    }
    return bias;
  }

  /** Returns the sum of both biases. */
  float[] biases() {
    float[] sum = bias(CellParameter.BIAS_INPUT_HIDDEN);
    float[] hidden = bias(CellParameter.BIAS_HIDDEN_HIDDEN);
    for (int k = 0; k < sum.length; k++) {
      sum[k] += hidden[k];
    }
    return sum;
  }

  /** Writes bias + W x to {@code projected}. */
  static void project(Matrix weights, float[] bias, float[][] x, float[][] projected, int count) {
    for (int n = 0; n < count; n++) {
      System.arraycopy(bias, 0, projected[n], 0, bias.length);
    }
    weights.addProducts(x, projected, count);
  }
}
