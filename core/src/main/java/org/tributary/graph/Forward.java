package org.tributary.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.ByName;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.GraphGradients;
import org.tributary.internal.graph.Graphs;

/**
 * A forward pass in a graph, from which its backward pass is built: PyTorch's {@code
 * autograd.Function}.
 *
 * @param <G> the gradients: {@link Gradients}, or {@link ParameterGradients} of a pass whose input
 *     has none
 * @param output the output
 * @param gradients adds the backward pass to the graph, see {@link #backward}
 */
public record Forward<G>(Operand<TFloat32> output, Function<Operand<TFloat32>, G> gradients) {

  /** Checks that neither component is null. */
  public Forward {
    NullChecks.require("output", "an operand", output);
    NullChecks.require("gradients", "a backward pass", gradients);
  }

  /**
   * Adds the backward pass to the graph.
   *
   * @param upstream the gradient of the loss with respect to the output
   */
  public G backward(Operand<TFloat32> upstream) {
    return gradients.apply(upstream);
  }

  /**
   * Returns a forward pass whose gradients are those of TensorFlow's automatic differentiation.
   *
   * @param parameters the parameters that the output is computed from, by full name, without
   *     embedding tables, whose gradients are sparse
   */
  public static Forward<ParameterGradients> differentiated(
      Ops tf, Operand<TFloat32> output, Map<String, Operand<TFloat32>> parameters) {
    Graphs.of(tf);
    return new Forward<>(
        output,
        upstream -> {
          List<Operand<TFloat32>> gradients =
              GraphGradients.of(tf, output, upstream, List.copyOf(parameters.values()));
          return new ParameterGradients(ByName.of(parameters.keySet(), gradients), Map.of());
        });
  }

  /**
   * Returns a forward pass whose gradients are those of TensorFlow's automatic differentiation,
   * with that of its input.
   *
   * @param input the operand that the output is computed from
   * @param parameters the parameters that it is computed from, by name
   */
  public static Forward<Gradients<Operand<TFloat32>>> differentiated(
      Ops tf,
      Operand<TFloat32> output,
      Operand<TFloat32> input,
      Map<String, Operand<TFloat32>> parameters) {
    Graphs.of(tf);
    List<Operand<TFloat32>> sources = new ArrayList<>(List.of(input));
    sources.addAll(parameters.values());
    return new Forward<>(
        output,
        upstream -> {
          List<Operand<TFloat32>> gradients = GraphGradients.of(tf, output, upstream, sources);
          return new Gradients<>(
              gradients.get(0),
              ByName.of(parameters.keySet(), gradients.subList(1, sources.size())));
        });
  }
}
