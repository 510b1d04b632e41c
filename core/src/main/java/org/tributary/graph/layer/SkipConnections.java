package org.tributary.graph.layer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.internal.check.NullChecks;
import org.tributary.internal.graph.GraphForms;
import org.tributary.internal.graph.SizeCheck;
import org.tributary.internal.operand.ShapeCheck;
import org.tributary.kernel.Forward;
import org.tributary.layer.SkipConnection;

/** The library's skip connections in a graph. */
public final class SkipConnections {
  private static final String HIGHWAY_WEIGHT = "highway_weight";
  private static final String HIGHWAY_BIAS = "highway_bias";
  private static final GraphForms<SkipConnection, Form> FORMS =
      new GraphForms<SkipConnection, Form>(
              "GraphSkipConnection",
              c ->
                  c instanceof GraphSkipConnection own
                      ? Optional.of(own::forward)
                      : Optional.empty())
          .with(SkipConnection.none().getClass(), c -> SkipConnections::none)
          .with(SkipConnection.residual().getClass(), c -> SkipConnections::residual)
          .with(SkipConnection.highway().getClass(), c -> SkipConnections::highway);

  private SkipConnections() {}

  private interface Form {
    Forward<TFloat32, Operand<TFloat32>, SkipGradients> forward(
        Ops tf,
        Operand<TFloat32> x,
        Operand<TFloat32> h,
        Function<String, Operand<TFloat32>> weights);
  }

  /**
   * Adds a connection to the graph; see {@link GraphSkipConnection#forward}.
   *
   * @throws IllegalArgumentException if it is neither of the library nor one for graphs
   */
  public static Forward<TFloat32, Operand<TFloat32>, SkipGradients> forward(
      SkipConnection connection,
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> h,
      Function<String, Operand<TFloat32>> weights) {
    NullChecks.require("connection", "a skip connection", connection);
    return FORMS.of("skip connection", connection).forward(tf, x, h, weights);
  }

  private static Forward<TFloat32, Operand<TFloat32>, SkipGradients> none(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> h,
      Function<String, Operand<TFloat32>> weights) {
    return Forward.of(h, g -> new SkipGradients(Optional.empty(), g, Map.of()));
  }

  private static Forward<TFloat32, Operand<TFloat32>, SkipGradients> residual(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> h,
      Function<String, Operand<TFloat32>> weights) {
    SkipConnectionContract.requireEqual(x, h);
    return Forward.of(
        SizeCheck.sum(tf, "h", h, "x", x), g -> new SkipGradients(Optional.of(g), g, Map.of()));
  }

  private static Forward<TFloat32, Operand<TFloat32>, SkipGradients> highway(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> layer,
      Function<String, Operand<TFloat32>> weights) {
    Operand<TFloat32> h = SkipConnectionContract.fitting(tf, x, layer);
    Operand<TFloat32> weight = weights.apply(HIGHWAY_WEIGHT); // [F, F]
    Operand<TFloat32> bias = weights.apply(HIGHWAY_BIAS); // [F]
    long size = ShapeCheck.size(x.shape(), x.shape().numDimensions() - 1);
    ShapeCheck.requireKnown(
        HIGHWAY_WEIGHT, weight, "[F, F], F the last dimension of x", size, size);
    ShapeCheck.requireKnown(HIGHWAY_BIAS, bias, "[F], F the last dimension of x", size);
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
    all.put(HIGHWAY_WEIGHT, weight);
    all.put(HIGHWAY_BIAS, bias);
    return all;
  }

  private static Operand<TInt32> flat(Ops tf, Operand<TFloat32> weight) {
    return tf.array(-1, Math.toIntExact(weight.shape().get(0)));
  }
}
