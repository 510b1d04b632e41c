package org.tributary.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.cell.Bias;
import org.tributary.internal.check.Graphs;
import org.tributary.internal.check.NullChecks;
import org.tributary.internal.check.ShapeCheck;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.Variables;

/**
 * A linear layer, y = x Wᵀ + b: PyTorch's {@code nn.Linear}.
 *
 * @param inputSize the size of x
 * @param outputSize the size of y
 * @param bias whether there is a b
 */
public record Linear(int inputSize, int outputSize, Bias bias) {

  /** Creates a layer with a bias. */
  public Linear(int inputSize, int outputSize) {
    this(inputSize, outputSize, Bias.PRESENT);
  }

  /** Checks the sizes. */
  public Linear {
    Objects.requireNonNull(bias, "bias: expected a value, got null");
    if (inputSize < 1 || outputSize < 1) {
      throw new IllegalArgumentException(
          "linear: expected positive sizes, got input %d and output %d"
              .formatted(inputSize, outputSize));
    }
  }

  /** Returns this layer without a bias, y = x Wᵀ: PyTorch's {@code bias=False}. */
  public Linear withoutBias() {
    return new Linear(inputSize, outputSize, Bias.ABSENT);
  }

  /**
   * Returns {@code weight} [out, in] and {@code bias} [out], from U(-1/√in, 1/√in) as in PyTorch;
   * no bias without one.
   */
  public List<ParameterSpec> parameters() {
    Initializer uniform = Initializer.uniform(1 / Math.sqrt(inputSize));
    ParameterSpec weight = new ParameterSpec("weight", Shape.of(outputSize, inputSize), uniform);
    return bias == Bias.ABSENT
        ? List.of(weight)
        : List.of(weight, new ParameterSpec("bias", Shape.of(outputSize), uniform));
  }

  /**
   * Applies the weight without a bias; {@code Graph.addGradients} can differentiate it.
   *
   * @param x [.., in]
   * @return [.., out]
   * @throws IllegalArgumentException if x or the weight is known to have another shape
   */
  public Operand<TFloat32> forward(Ops tf, Operand<TFloat32> x, Operand<TFloat32> weight) {
    requireInput("x", NullChecks.require("x", described(), x).shape());
    ShapeCheck.requireKnown(
        "weight",
        weight,
        "[%d, %d] (output size, input size)".formatted(outputSize, inputSize),
        outputSize,
        inputSize);
    int rank = x.shape().numDimensions();
    if (rank == 2) {
      return tf.linalg.matMul(x, weight, MatMul.transposeB(true));
    }
    Operand<TFloat32> rows = tf.reshape(x, tf.array(-1, inputSize)); // [M, in]
    Operand<TFloat32> y = tf.linalg.matMul(rows, weight, MatMul.transposeB(true));
    List<Operand<TInt32>> sizes = new ArrayList<>(); // a stack keeps the static last size
    for (int axis = 0; axis < rank - 1; axis++) {
      sizes.add(tf.gather(tf.shape(x), tf.constant(axis), tf.constant(0)));
    }
    sizes.add(tf.constant(outputSize));
    return tf.reshape(y, tf.stack(sizes));
  }

  private String described() {
    return "[.., %d] (the last is the input size)".formatted(inputSize);
  }

  private void requireInput(String what, Shape shape) {
    if (shape.isUnknown()
        || shape.numDimensions() < 1
        || shape.get(shape.numDimensions() - 1) != inputSize) {
      throw new IllegalArgumentException(
          "%s: expected %s, got %s".formatted(what, described(), shape));
    }
  }

  /**
   * Applies the layer; {@code Graph.addGradients} can differentiate it.
   *
   * @param x [.., in]
   * @return [.., out]
   * @throws IllegalArgumentException if an operand is known to have another shape
   */
  public Operand<TFloat32> forward(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> weight, Operand<TFloat32> bias) {
    ShapeCheck.requireKnown("bias", bias, "[%d] (output size)".formatted(outputSize), outputSize);
    Operand<TFloat32> product = forward(tf, x, weight);
    return product.shape().numDimensions() == 1
        ? tf.math.add(product, bias)
        : tf.nn.biasAdd(product, bias);
  }

  /**
   * Applies the layer with the weights of variables.
   *
   * @param x [M, in]
   * @param prefix the prefix of the parameters' names: "linear" for {@code linear.weight}
   * @return [M, out]
   * @throws IllegalArgumentException if x or a parameter is of another shape, or there is none of
   *     that name
   */
  public Operand<TFloat32> forward(
      Ops tf, Operand<TFloat32> x, Variables variables, String prefix) {
    Graphs.of(tf);
    Operand<TFloat32> weight = variables.read(prefix + ".weight");
    return bias == Bias.ABSENT
        ? forward(tf, x, weight)
        : forward(tf, x, weight, variables.read(prefix + ".bias"));
  }

  /**
   * Applies the layer in Java, without a graph.
   *
   * @param x [.., in]
   * @param parameters {@code weight} and, unless absent, {@code bias}
   * @return [.., out]
   * @throws IllegalArgumentException if x or a parameter is of another shape
   */
  public FloatTensor forward(FloatTensor x, ParameterValues parameters) {
    requireInput("linear", NullChecks.require("x", described(), x).shape());
    parameters.requireMatch(parameters());
    float[] input = x.values();
    float[] weight = parameters.values("weight");
    float[] added = bias == Bias.ABSENT ? new float[outputSize] : parameters.values("bias");
    Shape shape = x.shape().take(x.shape().numDimensions() - 1).append(outputSize);
    return FloatTensor.written(
        shape,
        y -> {
          for (int row = 0; row * inputSize < input.length; row++) {
            for (int out = 0; out < outputSize; out++) {
              float sum = added[out];
              for (int in = 0; in < inputSize; in++) {
                sum += weight[out * inputSize + in] * input[row * inputSize + in];
              }
              y[row * outputSize + out] = sum;
            }
          }
        });
  }
}
