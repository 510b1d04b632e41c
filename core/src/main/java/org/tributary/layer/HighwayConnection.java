package org.tributary.layer;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.inference.FloatMath;
import org.tributary.inference.Matrix;
import org.tributary.inference.SkipInference;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.kernel.Forward;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;

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
record HighwayConnection() implements SkipConnection {
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
  public Forward<TFloat32, Operand<TFloat32>, SkipGradients> forward(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> layer,
      Function<String, Operand<TFloat32>> weights) {
    Operand<TFloat32> h = SkipConnectionContract.fitting(tf, x, layer);
    Operand<TFloat32> weight = weights.apply(WEIGHT); // [F, F]
    Operand<TFloat32> bias = weights.apply(BIAS); // [F]
    long size = ShapeCheck.size(x.shape(), x.shape().numDimensions() - 1);
    ShapeCheck.requireKnown(WEIGHT, weight, "[F, F], F the last dimension of x", size, size);
    ShapeCheck.requireKnown(BIAS, bias, "[F], F the last dimension of x", size);
    Operand<TFloat32> rows = tf.reshape(x, flat(tf, weight)); // [M, F]
    Operand<TFloat32> t =
        tf.reshape(
            tf.math.sigmoid(
                tf.nn.biasAdd(tf.linalg.matMul(rows, weight, MatMul.transposeB(true)), bias)),
            tf.shape(x)); // [..., F]
    Operand<TFloat32> pass = tf.math.sub(tf.constant(1f), t); // [..., F]
    return Forward.of(
        tf.math.add(tf.math.mul(t, h), tf.math.mul(pass, x)),
        g -> {
          Operand<TFloat32> toGate =
              tf.reshape(
                  tf.math.mul(tf.math.mul(g, tf.math.sub(h, x)), tf.math.mul(t, pass)),
                  flat(tf, weight)); // [M, F]
          Operand<TFloat32> throughGate =
              tf.reshape(tf.linalg.matMul(toGate, weight), tf.shape(x)); // [..., F]
          return new SkipGradients(
              Optional.of(tf.math.add(tf.math.mul(g, pass), throughGate)),
              tf.math.mul(g, t),
              inOrder(
                  tf.linalg.matMul(toGate, rows, MatMul.transposeA(true)), // [F, F]
                  tf.reduceSum(toGate, tf.constant(0)))); // [F]
        });
  }

  // not Map.of: its order differs between JVMs, and with it the rounding of the gradients' norm
  private static Map<String, Operand<TFloat32>> inOrder(
      Operand<TFloat32> weight, Operand<TFloat32> bias) {
    Map<String, Operand<TFloat32>> all = new LinkedHashMap<>();
    all.put(WEIGHT, weight);
    all.put(BIAS, bias);
    return all;
  }

  private static Operand<TInt32> flat(Ops tf, Operand<TFloat32> weight) {
    return tf.array(-1, Math.toIntExact(weight.shape().get(0)));
  }

  @Override
  public String toString() {
    return name();
  }
}
