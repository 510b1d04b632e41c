package org.tributary.testing;

import java.util.function.Function;
import org.tributary.layer.Cell;
import org.tributary.layer.GruCell;
import org.tributary.layer.LstmCell;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.RnnCell;

/**
 * Recurrent cells in plain double loops, written from the formulas: the oracle of the tensor code.
 */
public final class PlainCell {
  private final Cell cell;
  private final Function<String, float[]> weights;

  /**
   * Creates a cell.
   *
   * @param weights row-major weights by PyTorch's name without the layer suffix
   */
  public PlainCell(Cell cell, Function<String, float[]> weights) {
    this.cell = cell;
    this.weights = weights;
  }

  /** Computes one step from x [I] and the state {h} or {h, c} to the next state. */
  public double[][] step(double[] x, double[][] state) {
    double[] fromInput = affine("weight_ih", "bias_ih", x);
    double[] fromHidden = affine("weight_hh", "bias_hh", state[0]);
    if (cell instanceof LstmCell) {
      return lstm(fromInput, fromHidden, state[1]);
    }
    return new double[][] {
      cell instanceof GruCell
          ? gru(fromInput, fromHidden, state[0])
          : rnn(fromInput, fromHidden, ((RnnCell) cell).nonlinearity())
    };
  }

  /** Returns a state of zeros. */
  public double[][] zeros() {
    return cell.stateSizes().stream().map(size -> new double[size]).toArray(double[][]::new);
  }

  private double[][] lstm(double[] a, double[] u, double[] c) {
    int size = cell.hiddenSize();
    double[] newC = new double[size];
    double[] h = new double[size];
    for (int j = 0; j < size; j++) {
      double i = sigmoid(a[j] + u[j]);
      double f = sigmoid(a[size + j] + u[size + j]);
      double g = Math.tanh(a[2 * size + j] + u[2 * size + j]);
      double o = sigmoid(a[3 * size + j] + u[3 * size + j]);
      newC[j] = f * c[j] + i * g;
      h[j] = o * Math.tanh(newC[j]);
    }
    boolean projected = cell.projection().isPresent();
    return new double[][] {projected ? product("weight_hr", h) : h, newC};
  }

  private double[] gru(double[] a, double[] u, double[] h) {
    int size = cell.hiddenSize();
    double[] newH = new double[size];
    for (int j = 0; j < size; j++) {
      double r = sigmoid(a[j] + u[j]);
      double z = sigmoid(a[size + j] + u[size + j]);
      double n = Math.tanh(a[2 * size + j] + r * u[2 * size + j]);
      newH[j] = (1 - z) * n + z * h[j];
    }
    return newH;
  }

  private double[] rnn(double[] a, double[] u, Nonlinearity nonlinearity) {
    double[] newH = new double[cell.hiddenSize()];
    for (int j = 0; j < newH.length; j++) {
      double sum = a[j] + u[j];
      newH[j] = nonlinearity == Nonlinearity.TANH ? Math.tanh(sum) : Math.max(0, sum);
    }
    return newH;
  }

  private double[] affine(String weight, String bias, double[] x) {
    double[] sum = product(weight, x);
    if (cell.parameters().stream().anyMatch(p -> p.name().equals(bias))) {
      float[] b = weights.apply(bias);
      for (int j = 0; j < sum.length; j++) {
        sum[j] += b[j];
      }
    }
    return sum;
  }

  private double[] product(String weight, double[] x) {
    float[] w = weights.apply(weight);
    double[] sum = new double[w.length / x.length];
    for (int j = 0; j < sum.length; j++) {
      for (int k = 0; k < x.length; k++) {
        sum[j] += (double) w[j * x.length + k] * x[k];
      }
    }
    return sum;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
