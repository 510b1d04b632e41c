package org.tributary.internal.graph;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.operand.Graphs;

/** Gradients by TensorFlow's automatic differentiation. */
public final class GraphGradients {
  private GraphGradients() {}

  /**
   * Adds the gradients with respect to {@code sources} to the graph, each of its source's shape, in
   * order.
   *
   * @param gradient the gradient of the loss with respect to {@code output}, of its shape
   * @param sources operands that {@code output} is computed from
   */
  @SuppressWarnings("unchecked") // a gradient has the type of its source
  public static List<Operand<TFloat32>> of(
      Ops tf,
      Operand<TFloat32> output,
      Operand<TFloat32> gradient,
      List<? extends Operand<TFloat32>> sources) {
    Output<?>[] gradients =
        Graphs.of(tf)
            .addGradients(
                null,
                new Output<?>[] {output.asOutput()},
                sources.stream().map(Operand::asOutput).toArray(Output<?>[]::new),
                new Output<?>[] {gradient.asOutput()});
    return Arrays.stream(gradients).<Operand<TFloat32>>map(g -> (Output<TFloat32>) g).toList();
  }
}
