package org.tributary.feature;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.graph.GraphGradients;
import org.tributary.kernel.Forward;
import org.tributary.param.ParameterGradients;

/** The forward pass of an input in a graph. */
public interface InputForward extends Forward<TFloat32, Operand<TFloat32>, ParameterGradients> {

  /** Returns the output, [T, N, S]; undefined in the padding. */
  @Override
  Operand<TFloat32> output();

  /**
   * Adds the backward pass to the graph.
   *
   * @param gradient the gradient of the loss with respect to {@link #output}, zero in the padding
   * @return the gradients with respect to the input's parameters, by full name; frozen parameters
   *     have none
   */
  @Override
  ParameterGradients backward(Operand<TFloat32> gradient);

  /**
   * Returns a forward pass whose gradients are those of TensorFlow's automatic differentiation.
   *
   * @param parameters the parameters that the output is computed from, by full name; tables, whose
   *     gradients are by row, are none of them
   */
  static InputForward differentiated(
      Ops tf, Operand<TFloat32> output, Map<String, Operand<TFloat32>> parameters) {
    return new InputForward() {
      @Override
      public Operand<TFloat32> output() {
        return output;
      }

      @Override
      public ParameterGradients backward(Operand<TFloat32> gradient) {
        Map<String, Operand<TFloat32>> dense = new LinkedHashMap<>();
        if (!parameters.isEmpty()) {
          List<Operand<TFloat32>> gradients =
              GraphGradients.of(tf, output, gradient, List.copyOf(parameters.values()));
          int next = 0;
          for (String name : parameters.keySet()) {
            dense.put(name, gradients.get(next++));
          }
        }
        return new ParameterGradients(dense, Map.of());
      }
    };
  }
}
