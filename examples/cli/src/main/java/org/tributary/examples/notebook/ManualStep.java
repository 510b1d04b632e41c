package org.tributary.examples.notebook;

import java.util.function.IntToDoubleFunction;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;

/**
 * The tutorial's manual calculation of one step of one sequence: plain Java arithmetic in doubles
 * with the formulas of {@code docs/guide/cells.md}. H is the hidden size, G the number of gates.
 */
final class ManualStep {

  /** The hidden and cell state after a step, [1, H] each. */
  record Lstm(FloatTensor hidden, FloatTensor cell) {}

  private final double[] fromInput; // [G·H], W_ih x + b_ih
  private final double[] fromHidden; // [G·H], W_hh h + b_hh
  private final float[] hidden; // [H]

  ManualStep(ParameterValues weights, FloatTensor input, FloatTensor hidden) {
    this.hidden = hidden.values();
    this.fromInput = affine(weights, "ih", input.values());
    this.fromHidden = affine(weights, "hh", this.hidden);
  }

  FloatTensor rnn() {
    return row(j -> Math.tanh(sum(0, j)));
  }

  FloatTensor gru() {
    return row(
        j -> {
          double r = sigmoid(sum(0, j));
          double z = sigmoid(sum(1, j));
          int candidate = 2 * hidden.length + j;
          double n = Math.tanh(fromInput[candidate] + r * fromHidden[candidate]);
          return (1 - z) * n + z * hidden[j];
        });
  }

  Lstm lstm(FloatTensor cell) {
    float[] previous = cell.values();
    IntToDoubleFunction c =
        j -> sigmoid(sum(1, j)) * previous[j] + sigmoid(sum(0, j)) * Math.tanh(sum(2, j));
    return new Lstm(
        row(j -> sigmoid(sum(3, j)) * Math.tanh(c.applyAsDouble(j))), row(c)); // i, f, g, o
  }

  private double sum(int gate, int j) {
    int k = gate * hidden.length + j;
    return fromInput[k] + fromHidden[k];
  }

  private FloatTensor row(IntToDoubleFunction element) {
    float[] values = new float[hidden.length];
    for (int j = 0; j < values.length; j++) {
      values[j] = (float) element.applyAsDouble(j);
    }
    return FloatTensor.of(TensorShape.of(1, values.length), values);
  }

  private static double[] affine(ParameterValues weights, String kind, float[] x) {
    FloatTensor weight = weights.tensor("weight_" + kind + "_l0");
    float[] bias = weights.values("bias_" + kind + "_l0");
    double[] result = new double[bias.length];
    for (int row = 0; row < result.length; row++) {
      result[row] = bias[row];
      for (int k = 0; k < x.length; k++) {
        result[row] += (double) weight.get(row, k) * x[k];
      }
    }
    return result;
  }

  private static double sigmoid(double v) {
    return 1 / (1 + Math.exp(-v));
  }
}
