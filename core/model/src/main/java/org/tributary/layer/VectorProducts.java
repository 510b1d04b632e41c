package org.tributary.layer;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products by the Vector API, which a JVM has if it was started with {@code --add-modules
 * jdk.incubator.vector}. The sums of a tile, six vectors x by two registers of outputs or up to
 * three by four, stay in registers over all inputs, which loops over arrays can't express; the
 * chain of fused multiply-adds of an element is the same.
 */
final class VectorProducts implements Matrix.Products {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Processors with registers of 512 bits have 32 of them, others may have 16. */
  private static final boolean HAS_32_REGISTERS = LANES >= 16;

  /** The number of outputs of a panel: four registers. */
  private static final int WIDTH = 4 * LANES;

  private final int outputs;

  /** The weights of the outputs of a panel, those of each input in turn. */
  private final float[][] panels;

  VectorProducts(int outputs, float[][] ofInputs) {
    this.outputs = outputs;
    this.panels = new float[(outputs + WIDTH - 1) / WIDTH][ofInputs.length * WIDTH];
    for (int k = 0; k < ofInputs.length; k++) {
      for (int panel = 0; panel < panels.length; panel++) {
        int from = panel * WIDTH;
        int count = Math.min(WIDTH, outputs - from);
        System.arraycopy(ofInputs[k], from, panels[panel], k * WIDTH, count);
      }
    }
  }

  /**
   * Returns the faster layout, by measurement: this one is faster than loops with registers of 512
   * and 256 bits (design record 4); shorter ones were not measured.
   */
  static Matrix.Layout layout() {
    return LANES < 8 ? Matrix.LoopProducts::new : VectorProducts::new;
  }

  @Override
  public void add(float[][] x, float[][] y, int count, int from, int to) {
    int whole = outputs / WIDTH;
    for (int panel = 0; panel < whole; panel++) {
      add(panels[panel], x, from, to, y, count, panel * WIDTH);
    }
    if (whole < panels.length) {
      float[][] rest = new float[count][];
      for (int n = 0; n < count; n++) {
        rest[n] = Arrays.copyOf(Arrays.copyOfRange(y[n], whole * WIDTH, outputs), WIDTH);
      }
      add(panels[whole], x, from, to, rest, count, 0);
      for (int n = 0; n < count; n++) {
        System.arraycopy(rest[n], 0, y[n], whole * WIDTH, outputs - whole * WIDTH);
      }
    }
  }

  /** Adds the products of a panel; {@code at} is the place of its first output in y. */
  private void add(float[] panel, float[][] x, int from, int to, float[][] y, int count, int at) {
    int n = 0;
    for (; n + 5 < count; n += 6) {
      addSix(panel, 0, x, from, to, y, n, at);
      addSix(panel, 2 * LANES, x, from, to, y, n, at + 2 * LANES);
    }
    if (HAS_32_REGISTERS && n + 2 < count) { // 17 registers
      addThree(panel, x, from, to, y, n, at);
      n += 3;
    }
    for (; n + 1 < count; n += 2) {
      addTwo(panel, x, from, to, y, n, at);
    }
    if (n < count) {
      addOne(panel, x[n], from, to, y[n], at);
    }
  }

  /**
   * Adds the products of half of a panel: twelve sums, two registers of weights and one of an
   * element of x, which 16 registers can hold.
   */
  private void addSix(
      float[] panel, int offset, float[][] x, int from, int to, float[][] y, int n, int at) {
    float[] x0 = x[n];
    float[] x1 = x[n + 1];
    float[] x2 = x[n + 2];
    float[] x3 = x[n + 3];
    float[] x4 = x[n + 4];
    float[] x5 = x[n + 5];
    float[] y0 = y[n];
    float[] y1 = y[n + 1];
    float[] y2 = y[n + 2];
    float[] y3 = y[n + 3];
    float[] y4 = y[n + 4];
    float[] y5 = y[n + 5];
    FloatVector a0 = load(y0, at);
    FloatVector b0 = load(y0, at + LANES);
    FloatVector a1 = load(y1, at);
    FloatVector b1 = load(y1, at + LANES);
    FloatVector a2 = load(y2, at);
    FloatVector b2 = load(y2, at + LANES);
    FloatVector a3 = load(y3, at);
    FloatVector b3 = load(y3, at + LANES);
    FloatVector a4 = load(y4, at);
    FloatVector b4 = load(y4, at + LANES);
    FloatVector a5 = load(y5, at);
    FloatVector b5 = load(y5, at + LANES);
    for (int k = from, i = from * WIDTH + offset; k < to; k++, i += WIDTH) {
      FloatVector p = load(panel, i);
      FloatVector q = load(panel, i + LANES);
      FloatVector v0 = FloatVector.broadcast(SPECIES, x0[k]);
      a0 = p.fma(v0, a0);
      b0 = q.fma(v0, b0);
      FloatVector v1 = FloatVector.broadcast(SPECIES, x1[k]);
      a1 = p.fma(v1, a1);
      b1 = q.fma(v1, b1);
      FloatVector v2 = FloatVector.broadcast(SPECIES, x2[k]);
      a2 = p.fma(v2, a2);
      b2 = q.fma(v2, b2);
      FloatVector v3 = FloatVector.broadcast(SPECIES, x3[k]);
      a3 = p.fma(v3, a3);
      b3 = q.fma(v3, b3);
      FloatVector v4 = FloatVector.broadcast(SPECIES, x4[k]);
      a4 = p.fma(v4, a4);
      b4 = q.fma(v4, b4);
      FloatVector v5 = FloatVector.broadcast(SPECIES, x5[k]);
      a5 = p.fma(v5, a5);
      b5 = q.fma(v5, b5);
    }
    a0.intoArray(y0, at);
    b0.intoArray(y0, at + LANES);
    a1.intoArray(y1, at);
    b1.intoArray(y1, at + LANES);
    a2.intoArray(y2, at);
    b2.intoArray(y2, at + LANES);
    a3.intoArray(y3, at);
    b3.intoArray(y3, at + LANES);
    a4.intoArray(y4, at);
    b4.intoArray(y4, at + LANES);
    a5.intoArray(y5, at);
    b5.intoArray(y5, at + LANES);
  }

  private void addThree(float[] panel, float[][] x, int from, int to, float[][] y, int n, int at) {
    float[] x0 = x[n];
    float[] x1 = x[n + 1];
    float[] x2 = x[n + 2];
    float[] y0 = y[n];
    float[] y1 = y[n + 1];
    float[] y2 = y[n + 2];
    FloatVector a0 = load(y0, at);
    FloatVector b0 = load(y0, at + LANES);
    FloatVector c0 = load(y0, at + 2 * LANES);
    FloatVector d0 = load(y0, at + 3 * LANES);
    FloatVector a1 = load(y1, at);
    FloatVector b1 = load(y1, at + LANES);
    FloatVector c1 = load(y1, at + 2 * LANES);
    FloatVector d1 = load(y1, at + 3 * LANES);
    FloatVector a2 = load(y2, at);
    FloatVector b2 = load(y2, at + LANES);
    FloatVector c2 = load(y2, at + 2 * LANES);
    FloatVector d2 = load(y2, at + 3 * LANES);
    for (int k = from, i = from * WIDTH; k < to; k++, i += WIDTH) {
      FloatVector p = load(panel, i);
      FloatVector q = load(panel, i + LANES);
      FloatVector r = load(panel, i + 2 * LANES);
      FloatVector s = load(panel, i + 3 * LANES);
      FloatVector v0 = FloatVector.broadcast(SPECIES, x0[k]);
      a0 = p.fma(v0, a0);
      b0 = q.fma(v0, b0);
      c0 = r.fma(v0, c0);
      d0 = s.fma(v0, d0);
      FloatVector v1 = FloatVector.broadcast(SPECIES, x1[k]);
      a1 = p.fma(v1, a1);
      b1 = q.fma(v1, b1);
      c1 = r.fma(v1, c1);
      d1 = s.fma(v1, d1);
      FloatVector v2 = FloatVector.broadcast(SPECIES, x2[k]);
      a2 = p.fma(v2, a2);
      b2 = q.fma(v2, b2);
      c2 = r.fma(v2, c2);
      d2 = s.fma(v2, d2);
    }
    a0.intoArray(y0, at);
    b0.intoArray(y0, at + LANES);
    c0.intoArray(y0, at + 2 * LANES);
    d0.intoArray(y0, at + 3 * LANES);
    a1.intoArray(y1, at);
    b1.intoArray(y1, at + LANES);
    c1.intoArray(y1, at + 2 * LANES);
    d1.intoArray(y1, at + 3 * LANES);
    a2.intoArray(y2, at);
    b2.intoArray(y2, at + LANES);
    c2.intoArray(y2, at + 2 * LANES);
    d2.intoArray(y2, at + 3 * LANES);
  }

  private void addTwo(float[] panel, float[][] x, int from, int to, float[][] y, int n, int at) {
    float[] x0 = x[n];
    float[] x1 = x[n + 1];
    float[] y0 = y[n];
    float[] y1 = y[n + 1];
    FloatVector a0 = load(y0, at);
    FloatVector b0 = load(y0, at + LANES);
    FloatVector c0 = load(y0, at + 2 * LANES);
    FloatVector d0 = load(y0, at + 3 * LANES);
    FloatVector a1 = load(y1, at);
    FloatVector b1 = load(y1, at + LANES);
    FloatVector c1 = load(y1, at + 2 * LANES);
    FloatVector d1 = load(y1, at + 3 * LANES);
    for (int k = from, i = from * WIDTH; k < to; k++, i += WIDTH) {
      FloatVector p = load(panel, i);
      FloatVector q = load(panel, i + LANES);
      FloatVector r = load(panel, i + 2 * LANES);
      FloatVector s = load(panel, i + 3 * LANES);
      FloatVector v0 = FloatVector.broadcast(SPECIES, x0[k]);
      a0 = p.fma(v0, a0);
      b0 = q.fma(v0, b0);
      c0 = r.fma(v0, c0);
      d0 = s.fma(v0, d0);
      FloatVector v1 = FloatVector.broadcast(SPECIES, x1[k]);
      a1 = p.fma(v1, a1);
      b1 = q.fma(v1, b1);
      c1 = r.fma(v1, c1);
      d1 = s.fma(v1, d1);
    }
    a0.intoArray(y0, at);
    b0.intoArray(y0, at + LANES);
    c0.intoArray(y0, at + 2 * LANES);
    d0.intoArray(y0, at + 3 * LANES);
    a1.intoArray(y1, at);
    b1.intoArray(y1, at + LANES);
    c1.intoArray(y1, at + 2 * LANES);
    d1.intoArray(y1, at + 3 * LANES);
  }

  private void addOne(float[] panel, float[] x0, int from, int to, float[] y0, int at) {
    FloatVector a0 = load(y0, at);
    FloatVector b0 = load(y0, at + LANES);
    FloatVector c0 = load(y0, at + 2 * LANES);
    FloatVector d0 = load(y0, at + 3 * LANES);
    for (int k = from, i = from * WIDTH; k < to; k++, i += WIDTH) {
      FloatVector p = load(panel, i);
      FloatVector q = load(panel, i + LANES);
      FloatVector r = load(panel, i + 2 * LANES);
      FloatVector s = load(panel, i + 3 * LANES);
      FloatVector v0 = FloatVector.broadcast(SPECIES, x0[k]);
      a0 = p.fma(v0, a0);
      b0 = q.fma(v0, b0);
      c0 = r.fma(v0, c0);
      d0 = s.fma(v0, d0);
    }
    a0.intoArray(y0, at);
    b0.intoArray(y0, at + LANES);
    c0.intoArray(y0, at + 2 * LANES);
    d0.intoArray(y0, at + 3 * LANES);
  }

  private static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(SPECIES, from, at);
  }
}
