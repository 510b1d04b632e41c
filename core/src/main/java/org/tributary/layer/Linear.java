package org.tributary.layer;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;

/**
 * y = x Wᵀ + b, PyTorch's {@code nn.Linear}.
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

  /** {@code weight} [out, in], then {@code bias} [out], from U(-1/√in, 1/√in) as in PyTorch. */
  public List<ParameterSpec> parameters() {
    Initializer uniform = Initializer.uniform(1 / Math.sqrt(inputSize));
    return List.of(
        new ParameterSpec("weight", Shape.of(outputSize, inputSize), uniform),
        new ParameterSpec("bias", Shape.of(outputSize), uniform));
  }

  /**
   * Applies the layer. TensorFlow's own gradients pass through it.
   *
   * @param x [M, in]
   * @return [M, out]
   */
  public Operand<TFloat32> apply(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> weight, Operand<TFloat32> bias) {
    return tf.nn.biasAdd(tf.linalg.matMul(x, weight, MatMul.transposeB(true)), bias);
  }
}
