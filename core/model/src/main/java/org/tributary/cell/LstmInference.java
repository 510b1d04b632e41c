package org.tributary.cell;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.inference.CellInference;
import org.tributary.inference.FloatMath;
import org.tributary.inference.Matrix;
import org.tributary.param.FloatTensor;

/** The steps of an {@link LstmCell} on Java arrays. */
final class LstmInference implements CellInference {
  private final int hiddenSize;
  private final int outputSize;
  private final float[] bias; // [4·H]
  private final Matrix fromInput;
  private final Matrix fromHidden;
  private final Optional<Matrix> projection;

  LstmInference(LstmCell cell, Function<CellParameter, FloatTensor> weights) {
    ArrayGates gates = new ArrayGates(cell, weights, true, true, false, true); // i, f, g, o
    hiddenSize = cell.hiddenSize();
    outputSize = cell.outputSize();
    bias = gates.biases();
    fromInput = gates.matrix(CellParameter.WEIGHT_INPUT_HIDDEN);
    fromHidden = gates.matrix(CellParameter.WEIGHT_HIDDEN_HIDDEN);
    projection =
        cell.projection().isPresent()
            ? Optional.of(Matrix.of(weights.apply(CellParameter.WEIGHT_PROJECTION)))
            : Optional.empty();
  }

  @Override
  public int projectionSize() {
    return bias.length;
  }

  @Override
  public void project(float[][] x, float[][] projected, int count) {
    ArrayGates.project(fromInput, bias, x, projected, count);
  }

  @Override
  public States states(int rows) {
    return new LstmStates(rows);
  }

  private final class LstmStates extends ArrayStates {
    private final float[] i = new float[hiddenSize];
    private final float[] f = new float[hiddenSize];
    private final float[] g = new float[hiddenSize];
    private final float[] o = new float[hiddenSize];
    private final float[][] unprojected; // o ⊙ tanh(c) of each row

    LstmStates(int rows) {
      super(rows, outputSize, hiddenSize);
      unprojected = projection.isPresent() ? new float[rows][hiddenSize] : part(0);
    }

    @Override
    public void step(float[][] projected, int rows) {
      addHidden(fromHidden, projected, rows);
      for (int row = 0; row < rows; row++) {
        float[] gates = projected[row];
        FloatMath.tanh(gates, bias.length);
        System.arraycopy(gates, 0, i, 0, hiddenSize);
        System.arraycopy(gates, hiddenSize, f, 0, hiddenSize);
        System.arraycopy(gates, 2 * hiddenSize, g, 0, hiddenSize);
        System.arraycopy(gates, 3 * hiddenSize, o, 0, hiddenSize);
        updateCellState(i, f, g, part(1)[row], hiddenSize);
        FloatMath.tanh(g, hiddenSize);
        writeHidden(o, g, unprojected[row], hiddenSize);
      }
      if (projection.isPresent()) {
        for (int row = 0; row < rows; row++) {
          Arrays.fill(part(0)[row], 0);
        }
        projection.get().addProducts(unprojected, part(0), rows);
      }
    }
  }

  /** Computes c' = σ(f) c + σ(i) g, in c and in g, of tanh(i/2), tanh(f/2) and g. */
  private static void updateCellState(float[] i, float[] f, float[] g, float[] c, int count) {
    for (int j = 0; j < count; j++) {
      float kept = Math.fma(0.5f, f[j], 0.5f) * c[j];
      float next = Math.fma(Math.fma(0.5f, i[j], 0.5f), g[j], kept);
      c[j] = next;
      g[j] = next;
    }
  }

  /** Computes h' = σ(o) tanh(c') of tanh(o/2) and tanh(c'). */
  private static void writeHidden(float[] o, float[] tanh, float[] h, int count) {
    for (int j = 0; j < count; j++) {
      h[j] = Math.fma(0.5f, o[j], 0.5f) * tanh[j];
    }
  }
}
