package org.tributary.layer;

import java.util.Arrays;
import java.util.function.Function;
import org.tributary.internal.NullChecks;
import org.tributary.param.FloatTensor;

/**
 * Parts that the library's cells share: checks, the states of rows, and the weights of a cell's
 * gates on Java arrays, with the rows of logistic gates halved: 1/(1 + e^-x) is 0.5 + 0.5
 * tanh(x/2), so that one pass of tanh serves all gates. Halving is exact.
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

  /** Checks the arguments of a cell. */
  static void require(String cell, int inputSize, int hiddenSize, Bias bias) {
    if (inputSize < 1) {
      throw new IllegalArgumentException(
          "%s: expected a positive input size, got %d".formatted(cell, inputSize));
    }
    Cell.requireHiddenSize(cell, hiddenSize);
    NullChecks.require("bias", "a value", bias);
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

  /** Writes bias + W x to {@code projected}, or adds W x if {@code from} is above 0. */
  static void project(
      Matrix weights, float[] bias, float[][] x, int from, int to, float[][] projected, int count) {
    for (int n = 0; n < count && from == 0; n++) {
      System.arraycopy(bias, 0, projected[n], 0, bias.length);
    }
    weights.addProducts(x, projected, count, from, to);
  }

  /**
   * The states of rows whose first part is h. Knows whether every h is zero, as before a sequence.
   */
  abstract static class States implements CellInference.States {
    private final float[][][] parts; // [parts][rows][size]
    private boolean zero = true;

    /**
     * @param sizes the size of each part, h first
     */
    States(int rows, int... sizes) {
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
}
