package org.tributary.graph.layer;

import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.kernel.Forward;
import org.tributary.layer.SkipConnection;

/**
 * A skip connection in a graph, so that it can be trained. A connection of your own implements this
 * interface. {@link #forward} is called with x and h of all steps, [T, N, F], and by a {@code
 * Stepper} with those of one step, [N, F]. Results of other shapes are refused when a graph with
 * the connection is built.
 */
public interface GraphSkipConnection extends SkipConnection {

  /**
   * Adds the connection to the graph.
   *
   * @param x [..., F]
   * @param h [..., F]
   * @param weights the parameters by the names of {@link #parameters}; another name is refused
   * @return the forward pass: its output is y, [..., F], and its upstream gradient that of y. A
   *     connection for inference only throws {@link UnsupportedOperationException} from {@link
   *     Forward#backward}
   */
  Forward<TFloat32, Operand<TFloat32>, SkipGradients> forward(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> h,
      Function<String, Operand<TFloat32>> weights);
}
