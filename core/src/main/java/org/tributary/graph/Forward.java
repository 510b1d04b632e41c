package org.tributary.graph;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;
import org.tributary.internal.ByName;
import org.tributary.internal.graph.GraphGradients;
import org.tributary.internal.graph.Graphs;

/**
 * A forward pass in a graph, from which its backward pass is built: PyTorch's {@code
 * autograd.Function}.
 *
 * @param <T> the float type
 * @param <U> the upstream gradients: an operand, or {@link OutputGradients} of a pass with a state
 * @param <G> the gradients: {@link Gradients}, or {@link ParameterGradients} of a pass whose input
 *     has none
 */
public interface Forward<T extends TFloating, U, G> {

  /** Returns the output. */
  Operand<T> output();

  /**
   * Adds the backward pass to the graph.
   *
   * @param upstream gradients of the loss with respect to the results of the forward pass
   */
  G backward(U upstream);

  /**
   * Returns a forward pass with the given backward pass.
   *
   * @param backward adds the backward pass to the graph, see {@link #backward}
   */
  static <T extends TFloating, U, G> Forward<T, U, G> of(
      Operand<T> output, Function<U, G> backward) {
    return new Forward<>() {
      @Override
      public Operand<T> output() {
        return output;
      }

      @Override
      public G backward(U upstream) {
        return backward.apply(upstream);
      }
    };
  }

  /**
   * Returns a forward pass whose gradients are those of TensorFlow's automatic differentiation.
   *
   * @param parameters the parameters that the output is computed from, by full name, without
   *     embedding tables, whose gradients are sparse
   */
  static Forward<TFloat32, Operand<TFloat32>, ParameterGradients> differentiated(
      Ops tf, Operand<TFloat32> output, Map<String, Operand<TFloat32>> parameters) {
    Graphs.of(tf);
    return of(
        output,
        upstream -> {
          List<Operand<TFloat32>> gradients =
              GraphGradients.of(tf, output, upstream, List.copyOf(parameters.values()));
          return new ParameterGradients(ByName.of(parameters.keySet(), gradients), Map.of());
        });
  }
}
