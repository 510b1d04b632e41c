package org.tributary.layer;

import java.util.Arrays;
import java.util.function.Function;
import org.tributary.internal.NullChecks;
import org.tributary.param.FloatTensor;

/**
 * The base of the library's cells on Java arrays: products with inputs and with h, and the states
 * of rows. The weights' rows of logistic gates are halved: 1/(1 + e^-x) is 0.5 + 0.5 tanh(x/2), so
 * that one pass of tanh serves all gates. Halving is exact.
 */
abstract class ArrayCell implements CellInference {
  final int hiddenSize;

  /** The bias that {@link #project} adds, [G·H]; zeros for a cell without bias. */
  final float[] inputBias;

  /** The bias of the products with h, [G·H]; zeros for a cell without bias. */
  final float[] hiddenBias;

  private final Matrix fromInput;
  private final Matrix fromHidden;

  /**
   * @param logistic whether each gate is logistic
   */
  ArrayCell(Cell cell, Function<CellParameter, FloatTensor> weights, boolean... logistic) {
    hiddenSize = cell.hiddenSize();
    float[] factors = new float[logistic.length * hiddenSize];
    for (int gate = 0; gate < logistic.length; gate++) {
      int first = gate * hiddenSize;
      Arrays.fill(factors, first, first + hiddenSize, logistic[gate] ? 0.5f : 1f);
    }
    inputBias = new float[factors.length];
    hiddenBias = new float[factors.length];
    if (cell.bias() == Bias.PRESENT) {
      weights.apply(CellParameter.BIAS_INPUT_HIDDEN).copy(0, inputBias, 0, factors.length);
      weights.apply(CellParameter.BIAS_HIDDEN_HIDDEN).copy(0, hiddenBias, 0, factors.length);
    }
    for (int k = 0; k < factors.length; k++) {
      inputBias[k] *= factors[k];
      hiddenBias[k] *= factors[k];
    }
    fromInput = Matrix.scaled(weights.apply(CellParameter.WEIGHT_INPUT_HIDDEN), factors);
    fromHidden = Matrix.scaled(weights.apply(CellParameter.WEIGHT_HIDDEN_HIDDEN), factors);
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

  /** Adds the bias of the products with h to that of inputs, for a cell that uses only the sum. */
  final void joinBiases() {
    for (int k = 0; k < inputBias.length; k++) {
      inputBias[k] += hiddenBias[k];
    }
  }

  @Override
  public int gateSize() {
    return inputBias.length;
  }

  @Override
  public void project(float[][] x, int from, int to, float[][] projected, int count) {
    for (int n = 0; n < count && from == 0; n++) {
      System.arraycopy(inputBias, 0, projected[n], 0, inputBias.length);
    }
    fromInput.addProducts(x, projected, count, from, to);
  }

  /**
   * The states of rows whose first part is h. Knows whether every h is zero, as before a sequence.
   */
  abstract class RowStates implements States {
    private final float[][][] parts; // [parts][rows][size]
    private boolean zero = true;

    /**
     * @param sizes the size of each part, h first
     */
    RowStates(int rows, int... sizes) {
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
    final void addHidden(float[][] sums, int rows) {
      if (!zero) {
        fromHidden.addProducts(parts[0], sums, rows);
      }
      zero = false;
    }
  }
}
