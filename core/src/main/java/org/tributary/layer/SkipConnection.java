package org.tributary.layer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;

/**
 * A skip connection around a layer whose input and output have the same size F: x is the layer's
 * input, h its output and y the input of the next layer. Other letters as in {@link Recurrent}.
 */
public enum SkipConnection {
  /** y = h. */
  NONE {
    @Override
    public List<ParameterSpec> parameters(int size) {
      return List.of();
    }

    @Override
    public Run run(
        Ops tf, Operand<TFloat32> x, Operand<TFloat32> h, Map<String, Operand<TFloat32>> weights) {
      return new Run(h, g -> new Gradients(tf.zerosLike(x), g, Map.of()));
    }
  },

  /** y = h + x (He et al. 2016). */
  RESIDUAL {
    @Override
    public List<ParameterSpec> parameters(int size) {
      return List.of();
    }

    @Override
    public Run run(
        Ops tf, Operand<TFloat32> x, Operand<TFloat32> h, Map<String, Operand<TFloat32>> weights) {
      return new Run(tf.math.add(h, x), g -> new Gradients(g, g, Map.of()));
    }
  },

  /**
   * y = t ⊙ h + (1 - t) ⊙ x with the gate t = σ(W x + b) (Srivastava, Greff and Schmidhuber 2015).
   * b starts at -1, so that initially most of x passes.
   */
  HIGHWAY {
    @Override
    public List<ParameterSpec> parameters(int size) {
      return List.of(
          new ParameterSpec(
              "weight", Shape.of(size, size), Initializer.uniform(1 / Math.sqrt(size))),
          new ParameterSpec("bias", Shape.of(size), Initializer.constant(-1)));
    }

    @Override
    public Run run(
        Ops tf, Operand<TFloat32> x, Operand<TFloat32> h, Map<String, Operand<TFloat32>> weights) {
      Operand<TFloat32> weight = weights.get("weight"); // [F, F]
      Operand<TFloat32> bias = weights.get("bias"); // [F]
      Operand<TFloat32> rows = tf.reshape(x, flat(tf, weight)); // [L·N, F]
      Operand<TFloat32> t =
          tf.reshape(
              tf.math.sigmoid(
                  tf.nn.biasAdd(tf.linalg.matMul(rows, weight, MatMul.transposeB(true)), bias)),
              tf.shape(x)); // [L, N, F]
      Operand<TFloat32> pass = tf.math.sub(tf.constant(1f), t);
      return new Run(
          tf.math.add(tf.math.mul(t, h), tf.math.mul(pass, x)),
          g -> {
            Operand<TFloat32> toGate =
                tf.reshape(
                    tf.math.mul(tf.math.mul(g, tf.math.sub(h, x)), tf.math.mul(t, pass)),
                    flat(tf, weight)); // [L·N, F]
            Operand<TFloat32> throughGate =
                tf.reshape(tf.linalg.matMul(toGate, weight), tf.shape(x)); // [L, N, F]
            return new Gradients(
                tf.math.add(tf.math.mul(g, pass), throughGate),
                tf.math.mul(g, t),
                inOrder(
                    tf.linalg.matMul(toGate, rows, MatMul.transposeA(true)), // [F, F]
                    tf.reduceSum(toGate, tf.constant(0)))); // [F]
          });
    }

    // not Map.of: its order differs between JVMs, and with it the rounding of the gradients' norm
    private Map<String, Operand<TFloat32>> inOrder(
        Operand<TFloat32> weight, Operand<TFloat32> bias) {
      Map<String, Operand<TFloat32>> all = new LinkedHashMap<>();
      all.put("weight", weight);
      all.put("bias", bias);
      return all;
    }

    private Operand<TInt32> flat(Ops tf, Operand<TFloat32> weight) {
      return tf.array(-1, Math.toIntExact(weight.shape().get(0)));
    }
  };

  /** Returns the parameters of a connection around a layer with inputs and outputs of that size. */
  public abstract List<ParameterSpec> parameters(int size);

  /**
   * Adds the connection to the graph.
   *
   * @param x [L, N, F]
   * @param h [L, N, F]
   * @param weights the parameters by the names of {@link #parameters}
   */
  public abstract Run run(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> h, Map<String, Operand<TFloat32>> weights);

  /**
   * The forward pass of a connection in a graph.
   *
   * @param output y, [L, N, F]
   * @param backward the backward pass
   */
  public record Run(Operand<TFloat32> output, Backward backward) {}

  /** The backward pass of a connection. */
  @FunctionalInterface
  public interface Backward {
    /** Adds the backward pass for the gradient of y to the graph. */
    Gradients of(Operand<TFloat32> gradient);
  }

  /**
   * The gradients of a connection's inputs.
   *
   * @param input gradient of x, without the path through the layer
   * @param layer gradient of h
   * @param parameters gradients of the parameters, by name
   */
  public record Gradients(
      Operand<TFloat32> input,
      Operand<TFloat32> layer,
      Map<String, Operand<TFloat32>> parameters) {}
}
