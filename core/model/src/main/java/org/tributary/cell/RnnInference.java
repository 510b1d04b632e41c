package org.tributary.cell;

import java.util.function.Function;
import org.tributary.inference.CellInference;
import org.tributary.inference.Matrix;
import org.tributary.param.FloatTensor;

/** The steps of an {@link RnnCell} on Java arrays. */
final class RnnInference implements CellInference {
  private final Nonlinearity nonlinearity;
  private final float[] bias; // [H]
  private final Matrix fromInput;
  private final Matrix fromHidden;

  RnnInference(RnnCell cell, Function<CellParameter, FloatTensor> weights) {
    ArrayGates gates = new ArrayGates(cell, weights, false);
    nonlinearity = cell.nonlinearity();
    bias = gates.biases();
    fromInput = gates.matrix(CellParameter.WEIGHT_INPUT_HIDDEN);
    fromHidden = gates.matrix(CellParameter.WEIGHT_HIDDEN_HIDDEN);
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
    return new RnnStates(rows);
  }

  private final class RnnStates extends ArrayStates {
    RnnStates(int rows) {
      super(rows, bias.length);
    }

    @Override
    public void step(float[][] projected, int rows) {
      addHidden(fromHidden, projected, rows);
      for (int row = 0; row < rows; row++) {
        nonlinearity.apply(projected[row], bias.length);
        System.arraycopy(projected[row], 0, part(0)[row], 0, bias.length);
      }
    }
  }
}
