package org.tributary.testing;

import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.GraphSkipConnection;
import org.tributary.param.ParameterSpec;

/** A skip connection of a user: y = x + h + 1, which does not preserve zero. */
public record OffsetConnection(String name) implements GraphSkipConnection {
  @Override
  public List<ParameterSpec> parameters(int size) {
    return List.of();
  }

  @Override
  public Operand<TFloat32> forward(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> h,
      Function<String, Operand<TFloat32>> weights) {
    return tf.math.add(tf.math.add(x, h), tf.constant(1f));
  }
}
