package org.tributary.nn;

import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.Variables;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;
import org.tributary.runtime.TensorFlowRuntime;

/** A graph with a parameter, a table and placeholders for their gradients. */
final class GraphTrainerFixture implements AutoCloseable {
  static final TensorShape WEIGHT = TensorShape.of(4, 3);
  static final TensorShape TABLE = TensorShape.of(5, 3);

  /** The message for a learning rate of 1e300. */
  static final String RATE_OVERFLOW =
      "learning rate: expected a number that is finite as float32, at most 3.4028235E38, got"
          + " 1.0E300";

  final Graph graph = TensorFlowRuntime.graph();
  final Ops tf = Ops.create(graph);
  final Variables variables =
      new Variables(
          tf,
          List.of(
              new ParameterSpec("weight", WEIGHT, (shape, random) -> new float[12]),
              new ParameterSpec("table", TABLE, (shape, random) -> new float[15])));
  final Placeholder<TFloat32> weightGradient =
      tf.withName("gradient")
          .placeholder(TFloat32.class, Placeholder.shape(NativeTensors.shape(WEIGHT)));
  final Placeholder<TFloat32> tableGradient =
      tf.placeholder(TFloat32.class, Placeholder.shape(NativeTensors.shape(TABLE)));
  final Placeholder<TFloat32> rows =
      tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 3)));
  final Placeholder<TInt32> indices = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
  final Placeholder<TFloat32> scale =
      tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  final Operand<TFloat32> loss = tf.reduceSum(tf.math.square(weightGradient), tf.array(0, 1));
  final ParameterGradients gradients =
      new ParameterGradients(
          Map.of("weight", weightGradient),
          Map.of("table", new ParameterGradients.Rows(indices, rows)));

  @Override
  public void close() {
    graph.close();
  }
}
