package org.tributary.layer;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;

/** The library's skip connections. */
final class LibraryConnections {
  private LibraryConnections() {}

  /** The absence of a skip connection: y = h. */
  record None() implements SkipConnection {

    @Override
    public String name() {
      return "none";
    }

    @Override
    public List<ParameterSpec> parameters(int size) {
      return List.of();
    }

    @Override
    public boolean isIdentity() {
      return true;
    }

    @Override
    public boolean preservesZero() {
      return true;
    }

    @Override
    public Optional<SkipInference> inference(Function<String, FloatTensor> weights) {
      return Optional.of((x, h, count) -> {});
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /** A residual connection: y = h + x (He et al. 2016). */
  record Residual() implements SkipConnection {

    @Override
    public String name() {
      return "residual";
    }

    @Override
    public List<ParameterSpec> parameters(int size) {
      return List.of();
    }

    @Override
    public boolean preservesZero() {
      return true;
    }

    @Override
    public Optional<SkipInference> inference(Function<String, FloatTensor> weights) {
      return Optional.of(
          (x, h, count) -> {
            for (int n = 0; n < count; n++) {
              add(x[n], h[n]);
            }
          });
    }

    private static void add(float[] x, float[] h) {
      for (int j = 0; j < h.length; j++) {
        h[j] += x[j];
      }
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * A highway connection (Srivastava, Greff and Schmidhuber 2015):
   *
   * <pre>
   *   t = σ(W x + b)                  gate
   *   y = t ⊙ h + (1 - t) ⊙ x
   * </pre>
   *
   * <p>b starts at -1, so that initially most of x passes.
   */
  record Highway() implements SkipConnection {
    private static final String WEIGHT = "highway_weight";
    private static final String BIAS = "highway_bias";

    @Override
    public String name() {
      return "highway";
    }

    @Override
    public List<ParameterSpec> parameters(int size) {
      return List.of(
          new ParameterSpec(
              WEIGHT, TensorShape.of(size, size), Initializer.uniform(1 / Math.sqrt(size))),
          new ParameterSpec(BIAS, TensorShape.of(size), Initializer.constant(-1)));
    }

    @Override
    public boolean preservesZero() {
      return true;
    }

    @Override
    public Optional<SkipInference> inference(Function<String, FloatTensor> weights) {
      return Optional.of(
          new HighwayInference(Matrix.of(weights.apply(WEIGHT)), weights.apply(BIAS).values()));
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record HighwayInference(Matrix weight, float[] bias) implements SkipInference {
      /** The number of steps whose gates are computed at a time. */
      private static final int BLOCK = 64;

      @Override
      public void connect(float[][] x, float[][] h, int count) {
        float[][] gates = new float[Math.min(count, BLOCK)][bias.length];
        for (int from = 0; from < count; from += BLOCK) {
          int end = Math.min(from + BLOCK, count);
          for (int n = from; n < end; n++) {
            System.arraycopy(bias, 0, gates[n - from], 0, bias.length);
          }
          weight.addProducts(Arrays.copyOfRange(x, from, end), gates, end - from);
          for (int n = from; n < end; n++) {
            FloatMath.logistic(gates[n - from], bias.length);
            mix(gates[n - from], x[n], h[n]);
          }
        }
      }

      /** Computes t h + (1 - t) x, as x + t (h - x). */
      private static void mix(float[] t, float[] x, float[] h) {
        for (int j = 0; j < h.length; j++) {
          h[j] = Math.fma(t[j], h[j] - x[j], x[j]);
        }
      }
    }

    @Override
    public String toString() {
      return name();
    }
  }
}
