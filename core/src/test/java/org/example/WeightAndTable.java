package org.example;

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
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;
import org.tributary.runtime.TensorFlowRuntime;

/** A weight and a table with placeholders for their gradients. */
final class WeightAndTable implements AutoCloseable {
  static final TensorShape WEIGHT = TensorShape.of(4, 3);
  static final TensorShape TABLE = TensorShape.of(5, 3);

  private final Graph graph = TensorFlowRuntime.graph();
  final Ops tf = TensorFlowRuntime.ops(graph);
  final Variables variables =
      new Variables(
          tf,
          List.of(
              new ParameterSpec("weight", WEIGHT, Initializer.constant(0)),
              new ParameterSpec("table", TABLE, Initializer.constant(0))));
  final Placeholder<TFloat32> gradient =
      tf.placeholder(TFloat32.class, Placeholder.shape(NativeTensors.shape(WEIGHT)));
  final Placeholder<TFloat32> rows =
      tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 3)));
  final Placeholder<TInt32> indices = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
  final Operand<TFloat32> loss = tf.reduceSum(gradient, tf.array(0, 1));
  final ParameterGradients gradients =
      new ParameterGradients(
          Map.of("weight", gradient), Map.of("table", new ParameterGradients.Rows(indices, rows)));

  @Override
  public void close() {
    graph.close();
  }
}
