package org.tributary.graph;

import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.layer.SkipConnection;

/**
 * A skip connection in a graph, so that it can be trained. A connection of your own implements this
 * interface. A result of a shape other than that of x and h is refused when a graph with the
 * connection is built.
 */
public interface GraphSkipConnection extends SkipConnection {

  /**
   * Adds the connection to the graph, by operations that TensorFlow can differentiate.
   *
   * @param x [T, N, F]
   * @param h [T, N, F]
   * @param weights the parameters by the names of {@link #parameters}; another name is refused
   * @return y, [T, N, F]
   */
  Operand<TFloat32> forward(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> h,
      Function<String, Operand<TFloat32>> weights);
}
