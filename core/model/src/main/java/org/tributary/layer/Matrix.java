package org.tributary.layer;

import java.util.Arrays;
import java.util.Optional;
import org.tributary.internal.NullChecks;
import org.tributary.param.FloatTensor;

/**
 * A matrix W of weights, [outputs, inputs], laid out for products with vectors. Each element of a
 * product is the chain y + x[0] W[j, 0] + x[1] W[j, 1] + … of fused multiply-adds, in this order,
 * whatever the layout. Immutable and thread-safe.
 */
public final class Matrix {
  /** The number of outputs up to which each output is a sum in a register, by measurement. */
  private static final int MAX_NARROW_OUTPUTS = 32;

  /** The elements of a line of a processor's cache, 64 bytes. */
  private static final int LINE = 16;

  /** The elements in whose place an array has its header, 16 bytes. */
  private static final int HEADER = 4;

  /** The layout of wide matrices. */
  private static final Layout WIDE = wideLayout();

  private final int inputs;
  private final int outputs;
  private final Products products;

  /** The products with a matrix in some layout. */
  interface Products {
    /**
     * Adds W x to y for {@code count} vectors, of the elements of x from {@code from} to before
     * {@code to}.
     */
    void add(float[][] x, float[][] y, int count, int from, int to);
  }

  /** A layout of weights. */
  @FunctionalInterface
  interface Layout {
    /** Returns products with the matrix whose weights are {@code ofInputs}, [inputs][outputs]. */
    Products of(int outputs, float[][] ofInputs);
  }

  private Matrix(int inputs, int outputs, Products products) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.products = products;
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
  static Matrix scaled(FloatTensor weight, float[] factors) {
    int outputs = outputs(weight);
    NullChecks.require("factors", "a factor for each row", factors);
    if (factors.length != outputs) {
      throw new IllegalArgumentException(
          "factors: expected %d, one for each row of the weight, got %d"
              .formatted(outputs, factors.length));
    }
    int inputs = (int) weight.shape().get(1);
    float[][] ofInputs = vectors(inputs, outputs);
    float[] row = new float[inputs];
    for (int j = 0; j < outputs; j++) {
      weight.copy(j * inputs, row, 0, inputs);
      for (int k = 0; k < inputs; k++) {
        ofInputs[k][j] = factors[j] * row[k];
      }
    }
    Layout layout = outputs <= MAX_NARROW_OUTPUTS ? RegisterProducts::new : WIDE;
    return new Matrix(inputs, outputs, layout.of(outputs, ofInputs));
  }

  /** Returns the layout for wide matrices: by the Vector API, if the JVM was started with it. */
  private static Layout wideLayout() {
    Optional<Module> vectors = ModuleLayer.boot().findModule("jdk.incubator.vector");
    if (vectors.isEmpty()) {
      return LoopProducts::new;
    }
    Matrix.class.getModule().addReads(vectors.get()); // which module-info does not ask for
    try { // by name: only that class is compiled with the module
      return (Layout)
          Class.forName("org.tributary.layer.VectorProducts")
              .getDeclaredMethod("layout")
              .invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "expected VectorProducts, which uses the Vector API, beside Matrix; start without"
              + " --add-modules jdk.incubator.vector",
          e);
    }
  }

  /**
   * Returns arrays for vectors that products are added to. They are up to 15 elements longer than a
   * vector: the size of an array with its header is then a multiple of a processor's cache line,
   * which avoids false dependences between stores and loads a multiple of 4096 bytes apart.
   *
   * @throws IllegalArgumentException if count or size is negative
   */
  public static float[][] vectors(int count, int size) {
    if (count < 0 || size < 0) {
      throw new IllegalArgumentException(
          "vectors: expected a count and a size of at least 0, got count %d, size %d"
              .formatted(count, size));
    }
    float[][] vectors = new float[count][];
    for (int n = 0; n < count; n++) {
      vectors[n] = new float[roundedUp(size + HEADER) - HEADER];
    }
    return vectors;
  }

  private static int roundedUp(int elements) {
    return (elements + LINE - 1) / LINE * LINE;
  }

  private static int outputs(FloatTensor weight) {
    NullChecks.require("weight", "a matrix [outputs, inputs]", weight);
    weight.shape().require("weight", "a matrix [outputs, inputs]", -1, -1);
    return (int) weight.shape().get(0);
  }

  /**
   * Adds W x to y for several vectors.
   *
   * @param x at least {@code count} vectors of at least as many elements as the matrix has inputs
   * @param y at least {@code count} vectors of at least as many elements as it has outputs,
   *     distinct arrays
   * @throws IllegalArgumentException if there are fewer vectors, or one has fewer elements
   */
  public void addProducts(float[][] x, float[][] y, int count) {
    addProducts(x, y, count, 0, inputs);
  }

  /**
   * Adds to y what some elements of x contribute to W x. Those of 0 to k, then those from k on,
   * give the bits of all at once.
   *
   * @param from the first element of x
   * @param to the element after the last
   * @throws IllegalArgumentException as {@link #addProducts(float[][], float[][], int)}
   */
  void addProducts(float[][] x, float[][] y, int count, int from, int to) {
    require("x", x, count, to);
    require("y", y, count, outputs);
    products.add(x, y, count, from, to);
  }

  /**
   * Loops over outputs, which the just-in-time compiler turns into vector instructions. A loop
   * takes three vectors and the weights of three inputs at a time, then two and three, then one and
   * four; {@code docs/design/0004-batch-invariant-predictions.md} has the measurements.
   *
   * @param weights of each input, [inputs][outputs]
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record LoopProducts(int outputs, float[][] weights) implements Products {
    @Override
    public void add(float[][] x, float[][] y, int count, int from, int to) {
      int n = 0;
      while (count - n > 2 && count - n != 4) { // four are two pairs
        addThree(x[n], x[n + 1], x[n + 2], y[n], y[n + 1], y[n + 2], from, to);
        n += 3;
      }
      for (; n + 1 < count; n += 2) {
        addTwo(x[n], x[n + 1], y[n], y[n + 1], from, to);
      }
      if (n < count) {
        addOne(x[n], y[n], from, to);
      }
    }

    private void addThree(
        float[] x0, float[] x1, float[] x2, float[] y0, float[] y1, float[] y2, int from, int to) {
      float[][] w = weights;
      int k = from;
      for (; k + 2 < to; k += 3) {
        add(
            x0[k], x0[k + 1], x0[k + 2], x1[k], x1[k + 1], x1[k + 2], x2[k], x2[k + 1], x2[k + 2],
            w[k], w[k + 1], w[k + 2], y0, y1, y2, outputs);
      }
      if (k < to) {
        addRest(x0, k, to, y0);
        addRest(x1, k, to, y1);
        addRest(x2, k, to, y2);
      }
    }

    private void addTwo(float[] x0, float[] x1, float[] y0, float[] y1, int from, int to) {
      float[][] w = weights;
      int k = from;
      for (; k + 2 < to; k += 3) {
        add(
            x0[k], x0[k + 1], x0[k + 2], x1[k], x1[k + 1], x1[k + 2], w[k], w[k + 1], w[k + 2], y0,
            y1, outputs);
      }
      if (k < to) {
        addRest(x0, k, to, y0);
        addRest(x1, k, to, y1);
      }
    }

    private void addOne(float[] x, float[] y, int from, int to) {
      float[][] w = weights;
      int k = from;
      for (; k + 3 < to; k += 4) {
        add(x[k], x[k + 1], x[k + 2], x[k + 3], w[k], w[k + 1], w[k + 2], w[k + 3], y, outputs);
      }
      if (k < to) {
        addRest(x, k, to, y);
      }
    }

    // Each method above calls a loop below. C2 of JDK 17 vectorizes these, but not where it has
    // inlined them into the loop over inputs: 10 instead of 50 GFLOP/s. A switch without effect
    // makes each longer than the 325 bytes that it inlines at most.

    private void addRest(float[] x, int from, int to, float[] y) {
      for (int k = from; k < to; k++) {
        add(x[k], weights[k], y, outputs);
      }
    }

    private static void add(float a, float[] p, float[] y, int count) {
      switch (count) {
        case 0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60, 64, 68, 72, 76 -> {}
        default -> {}
      }
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
      switch (count) {
        case 0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60, 64, 68, 72, 76 -> {}
        default -> {}
      }
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
      switch (count) {
        case 0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60, 64, 68, 72, 76 -> {}
        default -> {}
      }
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
        float i,
        float[] p,
        float[] q,
        float[] r,
        float[] x,
        float[] y,
        float[] z,
        int count) {
      switch (count) {
        case 0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60, 64, 68, 72, 76 -> {}
        default -> {}
      }
      for (int j = 0; j < count; j++) {
        float u = p[j];
        float v = q[j];
        float w = r[j];
        x[j] = Math.fma(c, w, Math.fma(b, v, Math.fma(a, u, x[j])));
        y[j] = Math.fma(f, w, Math.fma(e, v, Math.fma(d, u, y[j])));
        z[j] = Math.fma(i, w, Math.fma(h, v, Math.fma(g, u, z[j])));
      }
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

  /** Sums in registers, of eight outputs side by side. */
  private static final class RegisterProducts implements Products {
    private static final int LANES = 8;

    private final int outputs;
    private final float[][] weights; // of eight outputs, those of each input in turn

    RegisterProducts(int outputs, float[][] ofInputs) {
      this.outputs = outputs;
      this.weights = new float[(outputs + LANES - 1) / LANES][ofInputs.length * LANES];
      for (int k = 0; k < ofInputs.length; k++) {
        for (int j = 0; j < outputs; j++) {
          weights[j / LANES][k * LANES + j % LANES] = ofInputs[k][j];
        }
      }
    }

    @Override
    public void add(float[][] x, float[][] y, int count, int from, int to) {
      for (int n = 0; n < count; n++) {
        add(x[n], y[n], from, to);
      }
    }

    private void add(float[] x, float[] y, int from, int to) {
      int whole = outputs / LANES;
      for (int block = 0; block < whole; block++) {
        addBlock(x, from, to, weights[block], y, block * LANES);
      }
      if (whole < weights.length) {
        float[] rest = new float[LANES];
        int count = outputs - whole * LANES;
        System.arraycopy(y, whole * LANES, rest, 0, count);
        addBlock(x, from, to, weights[whole], rest, 0);
        System.arraycopy(rest, 0, y, whole * LANES, count);
      }
    }

    private void addBlock(float[] x, int from, int to, float[] w, float[] y, int at) {
      float a = y[at];
      float b = y[at + 1];
      float c = y[at + 2];
      float d = y[at + 3];
      float e = y[at + 4];
      float f = y[at + 5];
      float g = y[at + 6];
      float h = y[at + 7];
      for (int k = from, i = from * LANES; k < to; k++, i += LANES) {
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
}
