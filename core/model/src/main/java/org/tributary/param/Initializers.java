package org.tributary.param;

import java.util.Arrays;

/** The initializers, as records with value equality. */
final class Initializers {
  private Initializers() {}

  record Uniform(double bound) implements Initializer {
    Uniform {
      if (!(bound >= 0) || Double.isInfinite(bound)) {
        throw new IllegalArgumentException(
            "uniform: expected a finite bound of at least 0, got %s".formatted(bound));
      }
    }

    @Override
    public float[] draw(TensorShape shape, TorchRandom random) {
      return random.uniform(size(shape), -bound, bound);
    }
  }

  record Normal(double standardDeviation) implements Initializer {
    Normal {
      if (!(standardDeviation >= 0) || Double.isInfinite(standardDeviation)) {
        throw new IllegalArgumentException(
            "normal: expected a finite deviation of at least 0, got %s"
                .formatted(standardDeviation));
      }
    }

    @Override
    public float[] draw(TensorShape shape, TorchRandom random) {
      return random.normal(size(shape), 0, standardDeviation);
    }
  }

  record Constant(float value) implements Initializer {
    Constant {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "constant: expected a finite float32 number, got %s".formatted(value));
      }
    }

    @Override
    public float[] draw(TensorShape shape, TorchRandom random) {
      float[] values = new float[size(shape)];
      Arrays.fill(values, value);
      return values;
    }
  }

  record XavierUniform() implements Initializer {
    @Override
    public float[] draw(TensorShape shape, TorchRandom random) {
      requireMatrix("Xavier", shape);
      // PyTorch's order of operations, so that the bound is the same to the last bit
      double standardDeviation = Math.sqrt(2.0 / (shape.get(0) + shape.get(1)));
      double bound = Math.sqrt(3.0) * standardDeviation;
      return random.uniform(size(shape), -bound, bound);
    }
  }

  record XavierNormal() implements Initializer {
    @Override
    public float[] draw(TensorShape shape, TorchRandom random) {
      requireMatrix("Xavier", shape);
      return random.normal(size(shape), 0, Math.sqrt(2.0 / (shape.get(0) + shape.get(1))));
    }
  }

  record Blocks(int count, Initializer each) implements Initializer {
    Blocks {
      if (count < 1) {
        throw new IllegalArgumentException(
            "blocks: expected at least 1 block, got %d".formatted(count));
      }
    }

    @Override
    public float[] draw(TensorShape shape, TorchRandom random) {
      if (shape.numDimensions() < 1 || shape.get(0) % count != 0) {
        throw new IllegalArgumentException(
            "blocks: expected a number of rows that %d divides, got shape %s; is it the number of gates?"
                .formatted(count, shape));
      }
      long[] block = shape.asArray();
      block[0] /= count;
      float[] values = new float[size(shape)];
      for (int k = 0; k < count; k++) {
        float[] drawn = each.draw(TensorShape.of(block), random);
        System.arraycopy(drawn, 0, values, k * drawn.length, drawn.length);
      }
      return values;
    }
  }

  /**
   * PyTorch's {@code kaiming_uniform_} and {@code kaiming_normal_}, by the number of inputs.
   *
   * @param uniform whether to draw from a uniform distribution
   */
  record Kaiming(double gain, boolean uniform) implements Initializer {
    Kaiming {
      if (!(gain > 0) || Double.isInfinite(gain)) {
        throw new IllegalArgumentException(
            "Kaiming: expected a finite gain above 0, got %s".formatted(gain));
      }
    }

    @Override
    public float[] draw(TensorShape shape, TorchRandom random) {
      if (shape.numDimensions() < 2) {
        throw new IllegalArgumentException(
            "Kaiming: expected a weight [out, in, ..] to draw, got shape %s; choose another initializer for vectors"
                .formatted(shape));
      }
      int size = size(shape);
      double standardDeviation = gain / Math.sqrt((double) size / shape.get(0));
      double bound = Math.sqrt(3.0) * standardDeviation;
      return uniform
          ? random.uniform(size, -bound, bound)
          : random.normal(size, 0, standardDeviation);
    }
  }

  /**
   * An orthogonal initializer: a matrix from N(0, 1) whose columns (or rows, if it has more columns
   * than rows) are orthonormalized by Gram–Schmidt in double precision. The result is the Q of the
   * QR decomposition with a positive diagonal in R, which is unique, so it equals PyTorch's up to
   * rounding.
   */
  record Orthogonal() implements Initializer {

    @Override
    public float[] draw(TensorShape shape, TorchRandom random) {
      requireMatrix("orthogonal", shape);
      int rows = Math.toIntExact(shape.get(0));
      int columns = Math.toIntExact(shape.get(1));
      float[] drawn = random.normal(size(shape));
      boolean wide = rows < columns;
      double[][] vectors = new double[Math.min(rows, columns)][Math.max(rows, columns)];
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          vectors[wide ? r : c][wide ? c : r] = drawn[r * columns + c];
        }
      }
      for (int k = 0; k < vectors.length; k++) {
        orthogonalize(vectors, k);
        orthogonalize(vectors, k); // the second pass removes rounding residue
        scale(vectors[k], 1 / Math.sqrt(dot(vectors[k], vectors[k])));
      }
      float[] values = new float[drawn.length];
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          values[r * columns + c] = (float) vectors[wide ? r : c][wide ? c : r];
        }
      }
      return values;
    }

    /** Subtracts from vector {@code k} its projections onto the preceding vectors. */
    private static void orthogonalize(double[][] vectors, int k) {
      for (int j = 0; j < k; j++) {
        double projection = dot(vectors[j], vectors[k]);
        for (int i = 0; i < vectors[k].length; i++) {
          vectors[k][i] -= projection * vectors[j][i];
        }
      }
    }

    private static double dot(double[] a, double[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += a[i] * b[i];
      }
      return sum;
    }

    private static void scale(double[] vector, double by) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] *= by;
      }
    }
  }

  /**
   * PyTorch's {@code trunc_normal_} with mean 0: the quantiles of uniform numbers between those of
   * the limits.
   */
  record TruncatedNormal(double standardDeviation, double low, double high) implements Initializer {
    /** Maximum argument of the power series. */
    private static final double SERIES_LIMIT = 3;

    private static final int FRACTION_TERMS = 60;
    private static final int NEWTON_STEPS = 4;

    TruncatedNormal {
      if (!(standardDeviation > 0) || Double.isInfinite(standardDeviation) || !(low < high)) {
        throw new IllegalArgumentException(
            "truncated normal: expected a finite deviation above 0 and a low limit below the high one, got %s, %s and %s"
                .formatted(standardDeviation, low, high));
      }
    }

    @Override
    public float[] draw(TensorShape shape, TorchRandom random) {
      double root = standardDeviation * Math.sqrt(2);
      float[] values = random.uniform(size(shape), erf(low / root), erf(high / root));
      for (int k = 0; k < values.length; k++) {
        double value = inverseErf(values[k]) * root;
        values[k] = (float) Math.max(low, Math.min(high, value));
      }
      return values;
    }

    /** Returns erf(x), by its power series or, for a large x, the continued fraction of 1 - erf. */
    static double erf(double x) {
      double size = Math.abs(x);
      if (size > SERIES_LIMIT) {
        double fraction = 0;
        for (int k = FRACTION_TERMS; k > 0; k--) {
          fraction = k / 2.0 / (size + fraction);
        }
        return Math.signum(x)
            * (1 - Math.exp(-size * size) / Math.sqrt(Math.PI) / (size + fraction));
      }
      double term = x;
      double sum = x;
      for (int k = 1; Math.abs(term) > Math.ulp(sum) / 4; k++) {
        term *= -x * x / k;
        sum += term / (2 * k + 1);
      }
      return sum * 2 / Math.sqrt(Math.PI);
    }

    /** Returns the inverse of erf, from Winitzki's approximation by Newton's method. */
    private static double inverseErf(double y) {
      double a = 0.147;
      double log = Math.log1p(-y * y);
      double half = 2 / (Math.PI * a) + log / 2;
      double x = Math.signum(y) * Math.sqrt(Math.sqrt(half * half - log / a) - half);
      for (int k = 0; k < NEWTON_STEPS && Double.isFinite(x); k++) {
        x -= (erf(x) - y) * Math.sqrt(Math.PI) / 2 * Math.exp(x * x);
      }
      return x;
    }
  }

  static void requireMatrix(String what, TensorShape shape) {
    if (shape.numDimensions() != 2) {
      throw new IllegalArgumentException(
          "%s: expected a matrix to draw, got shape %s; choose another initializer for vectors"
              .formatted(what, shape));
    }
  }

  static int size(TensorShape shape) {
    return Math.toIntExact(shape.size());
  }
}
