package org.tributary.inference;

import java.util.Arrays;
import org.tributary.internal.check.NullChecks;
import org.tributary.internal.check.ShapeCheck;
import org.tributary.param.FloatTensor;

/**
 * A matrix W of weights, [outputs, inputs], laid out for products with vectors. Each element of a
 * product is the chain y + x[0] W[j, 0] + x[1] W[j, 1] + … of fused multiply-adds, in this order.
 * Immutable and thread-safe.
 *
 * <p>A product takes four vectors and the weights of two inputs at a time, then two and three, then
 * one and four; {@code docs/design/0004-batch-invariant-predictions.md} has the measurements.
 */
public final class Matrix {
  /** The number of outputs up to which each output is a sum in a register, by measurement. */
  private static final int MAX_NARROW_OUTPUTS = 32;

  /** The number of sums that are computed side by side. */
  private static final int LANES = 8;

  private final int inputs;
  private final int outputs;

  /** The weights of each input, [inputs][outputs]; for few outputs those of 8 outputs, in turn. */
  private final float[][] weights;

  private final boolean narrow;

  private Matrix(int inputs, int outputs, float[][] weights, boolean narrow) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.weights = weights;
    this.narrow = narrow;
  }

  /** Returns the matrix of {@code weight} [outputs, inputs]. */
  public static Matrix of(FloatTensor weight) {
    float[] ones = new float[outputs(weight)];
    Arrays.fill(ones, 1f);
    return scaled(weight, ones);
  }

  /**
   * Returns the matrix of {@code weight} [outputs, inputs], each of its rows times a factor.
   *
   * @throws IllegalArgumentException if the weight is no matrix, or there is not a factor for each
   *     row
   */
  public static Matrix scaled(FloatTensor weight, float[] factors) {
    int outputs = outputs(weight);
    NullChecks.require("factors", "a factor for each row", factors);
    if (factors.length != outputs) {
      throw new IllegalArgumentException(
          "factors: expected %d, one for each row of the weight, got %d"
              .formatted(outputs, factors.length));
    }
    int inputs = (int) weight.shape().get(1);
    boolean narrow = outputs <= MAX_NARROW_OUTPUTS;
    float[][] weights =
        narrow
            ? new float[(outputs + LANES - 1) / LANES][inputs * LANES]
            : new float[inputs][outputs];
    float[] row = new float[inputs];
    for (int j = 0; j < outputs; j++) {
      weight.copy(j * inputs, row, 0, inputs);
      for (int k = 0; k < inputs; k++) {
        float value = factors[j] * row[k];
        if (narrow) {
          weights[j / LANES][k * LANES + j % LANES] = value;
        } else {
          weights[k][j] = value;
        }
      }
    }
    return new Matrix(inputs, outputs, weights, narrow);
  }

  private static int outputs(FloatTensor weight) {
    NullChecks.require("weight", "a matrix [outputs, inputs]", weight);
    ShapeCheck.require("weight", weight.shape(), "a matrix [outputs, inputs]", -1, -1);
    return (int) weight.shape().get(0);
  }

  /** Returns the number of elements of x. */
  public int inputs() {
    return inputs;
  }

  /** Returns the number of elements of y. */
  public int outputs() {
    return outputs;
  }

  /**
   * Adds W x to y for several vectors.
   *
   * @param x at least {@code count} vectors of at least {@link #inputs} elements
   * @param y at least {@code count} vectors of at least {@link #outputs} elements, distinct arrays
   * @throws IllegalArgumentException if there are fewer vectors, or one has fewer elements
   */
  public void addProducts(float[][] x, float[][] y, int count) {
    require("x", x, count, inputs);
    require("y", y, count, outputs);
    if (narrow) {
      for (int n = 0; n < count; n++) {
        addNarrow(x[n], y[n]);
      }
      return;
    }
    int n = 0;
    for (; n + 3 < count; n += 4) {
      addFour(x[n], x[n + 1], x[n + 2], x[n + 3], y[n], y[n + 1], y[n + 2], y[n + 3]);
    }
    for (; n + 1 < count; n += 2) {
      addTwo(x[n], x[n + 1], y[n], y[n + 1]);
    }
    if (n < count) {
      addOne(x[n], y[n]);
    }
  }

  private static void require(String name, float[][] vectors, int count, int size) {
    NullChecks.require(name, "vectors", vectors);
    if (count < 0 || count > vectors.length) {
      throw new IllegalArgumentException(
          "%s: expected at least %d vectors, got %d".formatted(name, count, vectors.length));
    }
    for (int n = 0; n < count; n++) {
      if (vectors[n].length < size) {
        throw new IllegalArgumentException(
            "%s: expected vectors of at least %d elements, got %d at %d"
                .formatted(name, size, vectors[n].length, n));
      }
    }
  }

  private void addFour(
      float[] x0,
      float[] x1,
      float[] x2,
      float[] x3,
      float[] y0,
      float[] y1,
      float[] y2,
      float[] y3) {
    float[][] w = weights;
    int k = 0;
    for (; k + 1 < inputs; k += 2) {
      add(
          x0[k], x0[k + 1], x1[k], x1[k + 1], x2[k], x2[k + 1], x3[k], x3[k + 1], w[k], w[k + 1],
          y0, y1, y2, y3, outputs);
    }
    if (k < inputs) {
      addRest(x0, k, y0);
      addRest(x1, k, y1);
      addRest(x2, k, y2);
      addRest(x3, k, y3);
    }
  }

  private void addTwo(float[] x0, float[] x1, float[] y0, float[] y1) {
    float[][] w = weights;
    int k = 0;
    for (; k + 2 < inputs; k += 3) {
      add(
          x0[k], x0[k + 1], x0[k + 2], x1[k], x1[k + 1], x1[k + 2], w[k], w[k + 1], w[k + 2], y0,
          y1, outputs);
    }
    if (k < inputs) {
      addRest(x0, k, y0);
      addRest(x1, k, y1);
    }
  }

  private void addOne(float[] x, float[] y) {
    float[][] w = weights;
    int k = 0;
    for (; k + 3 < inputs; k += 4) {
      add(x[k], x[k + 1], x[k + 2], x[k + 3], w[k], w[k + 1], w[k + 2], w[k + 3], y, outputs);
    }
    if (k < inputs) {
      addRest(x, k, y);
    }
  }

  // The methods above have one inner loop each, of a method below: with a second one, C2 of JDK 17
  // compiles the first to scalar instructions, four times as slow.

  private void addRest(float[] x, int from, float[] y) {
    for (int k = from; k < inputs; k++) {
      add(x[k], weights[k], y, outputs);
    }
  }

  private static void add(float a, float[] p, float[] y, int count) {
    for (int j = 0; j < count; j++) {
      y[j] = Math.fma(a, p[j], y[j]);
    }
  }

  private static void add(
      float a,
      float b,
      float c,
      float d,
      float[] p,
      float[] q,
      float[] r,
      float[] s,
      float[] y,
      int count) {
    for (int j = 0; j < count; j++) {
      y[j] = Math.fma(d, s[j], Math.fma(c, r[j], Math.fma(b, q[j], Math.fma(a, p[j], y[j]))));
    }
  }

  private static void add(
      float a,
      float b,
      float c,
      float d,
      float e,
      float f,
      float[] p,
      float[] q,
      float[] r,
      float[] y,
      float[] z,
      int count) {
    for (int j = 0; j < count; j++) {
      float u = p[j];
      float v = q[j];
      float w = r[j];
      y[j] = Math.fma(c, w, Math.fma(b, v, Math.fma(a, u, y[j])));
      z[j] = Math.fma(f, w, Math.fma(e, v, Math.fma(d, u, z[j])));
    }
  }

  private static void add(
      float a,
      float b,
      float c,
      float d,
      float e,
      float f,
      float g,
      float h,
      float[] p,
      float[] q,
      float[] w,
      float[] x,
      float[] y,
      float[] z,
      int count) {
    for (int j = 0; j < count; j++) {
      float u = p[j];
      float v = q[j];
      w[j] = Math.fma(b, v, Math.fma(a, u, w[j]));
      x[j] = Math.fma(d, v, Math.fma(c, u, x[j]));
      y[j] = Math.fma(f, v, Math.fma(e, u, y[j]));
      z[j] = Math.fma(h, v, Math.fma(g, u, z[j]));
    }
  }

  private void addNarrow(float[] x, float[] y) {
    int whole = outputs / LANES;
    for (int block = 0; block < whole; block++) {
      addBlock(x, weights[block], y, block * LANES);
    }
    if (whole < weights.length) {
      float[] rest = new float[LANES];
      int count = outputs - whole * LANES;
      System.arraycopy(y, whole * LANES, rest, 0, count);
      addBlock(x, weights[whole], rest, 0);
      System.arraycopy(rest, 0, y, whole * LANES, count);
    }
  }

  private void addBlock(float[] x, float[] w, float[] y, int at) {
    float a = y[at];
    float b = y[at + 1];
    float c = y[at + 2];
    float d = y[at + 3];
    float e = y[at + 4];
    float f = y[at + 5];
    float g = y[at + 6];
    float h = y[at + 7];
    for (int k = 0, i = 0; k < inputs; k++, i += LANES) {
      float v = x[k];
      a = Math.fma(v, w[i], a);
      b = Math.fma(v, w[i + 1], b);
      c = Math.fma(v, w[i + 2], c);
      d = Math.fma(v, w[i + 3], d);
      e = Math.fma(v, w[i + 4], e);
      f = Math.fma(v, w[i + 5], f);
      g = Math.fma(v, w[i + 6], g);
      h = Math.fma(v, w[i + 7], h);
    }
    y[at] = a;
    y[at + 1] = b;
    y[at + 2] = c;
    y[at + 3] = d;
    y[at + 4] = e;
    y[at + 5] = f;
    y[at + 6] = g;
    y[at + 7] = h;
  }
}
