package org.tributary.layer;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.param.ShapeCheck;
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
 */
public record Linear(int inputSize, int outputSize) {

  /** Checks the sizes. */
  public Linear {
    if (inputSize < 1 || outputSize < 1) {
      throw new IllegalArgumentException(
          "linear: expected positive sizes, got input %d and output %d"
              .formatted(inputSize, outputSize));
    }
  }

  /**
   * Returns {@code weight} [out, in] and {@code bias} [out], from U(-1/√in, 1/√in) as in PyTorch.
   */
  public List<ParameterSpec> parameters() {
    Initializer uniform = Initializer.uniform(1 / Math.sqrt(inputSize));
    return List.of(
        new ParameterSpec("weight", Shape.of(outputSize, inputSize), uniform),
        new ParameterSpec("bias", Shape.of(outputSize), uniform));
  }

  /**
   * Applies the layer; {@code Graph.addGradients} can differentiate it.
   *
   * @param x [M, in]
   * @return [M, out]
   */
  public Operand<TFloat32> forward(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> weight, Operand<TFloat32> bias) {
    return tf.nn.biasAdd(tf.linalg.matMul(x, weight, MatMul.transposeB(true)), bias);
  }

  /**
   * Applies the layer with the weights of variables.
   *
   * @param x [M, in]
   * @param prefix the prefix of the parameters' names: "linear" for {@code linear.weight}
   * @return [M, out]
   */
  public Operand<TFloat32> forward(
      Ops tf, Operand<TFloat32> x, Variables variables, String prefix) {
    return forward(tf, x, variables.read(prefix + ".weight"), variables.read(prefix + ".bias"));
  }

  /**
   * Applies the layer in Java, without a graph.
   *
   * @param x [in]
   * @param parameters {@code weight} and {@code bias}
   * @return [out]
   * @throws IllegalArgumentException if x or a parameter is of another shape
   */
  public FloatTensor forward(FloatTensor x, ParameterValues parameters) {
    ShapeCheck.require("linear", x.shape(), "[%d] (input size)".formatted(inputSize), inputSize);
    parameters.requireMatch(parameters());
    float[] input = x.values();
    float[] weight = parameters.values("weight");
    return FloatTensor.written(
        Shape.of(outputSize),
        y -> {
          float[] bias = parameters.values("bias");
          for (int out = 0; out < outputSize; out++) {
            float sum = bias[out];
            for (int in = 0; in < inputSize; in++) {
              sum += weight[out * inputSize + in] * input[in];
            }
            y[out] = sum;
          }
        });
  }
}
