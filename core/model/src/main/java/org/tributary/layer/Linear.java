package org.tributary.layer;

import java.util.List;
import org.tributary.internal.NullChecks;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;

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
    NullChecks.require("bias", "a value", bias);
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
    ParameterSpec weight =
        new ParameterSpec("weight", TensorShape.of(outputSize, inputSize), uniform);
    return bias == Bias.ABSENT
        ? List.of(weight)
        : List.of(weight, new ParameterSpec("bias", TensorShape.of(outputSize), uniform));
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
    String description = "[.., %d] (the last is the input size)".formatted(inputSize);
    NullChecks.require("x", description, x);
    long[] sizes = x.shape().asArray();
    if (sizes.length < 1 || sizes[sizes.length - 1] != inputSize) {
      throw new IllegalArgumentException(
          "linear: expected %s, got %s".formatted(description, x.shape()));
    }
    parameters.requireMatch(parameters());
    float[] input = x.values();
    float[] weight = parameters.values("weight");
    float[] added = bias == Bias.ABSENT ? new float[outputSize] : parameters.values("bias");
    sizes[sizes.length - 1] = outputSize;
    return FloatTensor.written(
        TensorShape.of(sizes),
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
