package org.tributary.testing;

import java.util.function.Function;

/** An LSTM in double loops, written from the formula alone: what the tensors are held against. */
public final class PlainLstm {
  private final int inputSize;
  private final int hiddenSize;
  private final float[] wIh;
  private final float[] wHh;
  private final float[] bIh;
  private final float[] bHh;

  /** Takes weights by PyTorch's names without their layer, each row-major; gates i, f, g, o. */
  public PlainLstm(int inputSize, int hiddenSize, Function<String, float[]> weights) {
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.wIh = weights.apply("weight_ih");
    this.wHh = weights.apply("weight_hh");
    this.bIh = weights.apply("bias_ih");
    this.bHh = weights.apply("bias_hh");
  }

  /** One step: x [I], h and c [H] to {h', c'}. */
  public double[][] step(double[] x, double[] h, double[] c) {
    double[] newH = new double[hiddenSize];
    double[] newC = new double[hiddenSize];
    for (int j = 0; j < hiddenSize; j++) {
      double i = sigmoid(before(j, x, h));
      double f = sigmoid(before(hiddenSize + j, x, h));
      double g = Math.tanh(before(2 * hiddenSize + j, x, h));
      double o = sigmoid(before(3 * hiddenSize + j, x, h));
      newC[j] = f * c[j] + i * g;
      newH[j] = o * Math.tanh(newC[j]);
    }
    return new double[][] {newH, newC};
  }

  /** Every hidden state of a sequence [steps][I] from the state {h, c}, then the last {h, c}. */
  public double[][] run(double[][] xs, double[][] state) {
    double[][] all = new double[xs.length + 2][];
    double[][] now = state;
    for (int t = 0; t < xs.length; t++) {
      now = step(xs[t], now[0], now[1]);
      all[t] = now[0];
    }
    all[xs.length] = now[0];
    all[xs.length + 1] = now[1];
    return all;
  }

  private double before(int row, double[] x, double[] h) {
    double sum = (double) bIh[row] + bHh[row];
    for (int k = 0; k < inputSize; k++) {
      sum += (double) wIh[row * inputSize + k] * x[k];
    }
    for (int k = 0; k < hiddenSize; k++) {
      sum += (double) wHh[row * hiddenSize + k] * h[k];
    }
    return sum;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
