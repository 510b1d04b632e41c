package org.tributary.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ResourceGather;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.Variables;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;

/** The gradient of a table's handle, as {@code Graph.addGradients} returns it; sums by hand. */
class LookupGradientTest {
  private final Graph graph = TensorFlowRuntime.graph();
  private final Ops tf = TensorFlowRuntime.ops(graph);
  private final Variables variables =
      new Variables(
          tf, List.of(new ParameterSpec("table", TensorShape.of(3, 2), Initializer.constant(0.5))));

  /** Returns the gradient of Σ rows · (1, 10). */
  private Output<TFloat32> gradient(Operand<TFloat32> rows) {
    assertThat(LookupGradient.register()).isTrue();
    Operand<TFloat32> products = tf.math.mul(rows, tf.constant(new float[] {1, 10}));
    Operand<TFloat32> loss = tf.reduceSum(tf.reshape(products, tf.array(-1)), tf.array(0));
    Output<?>[] handle = {variables.resource("table").asOutput()};
    return graph.addGradients(loss.asOutput(), handle)[0].expect(TFloat32.class);
  }

  @Test
  void rowsAddUpInTheWholeTable() {
    try (graph) {
      Operand<TFloat32> rows =
          tf.resourceGather(
              variables.resource("table"),
              tf.constant(new long[][] {{2, 0}, {2, 2}}),
              TFloat32.class);
      Output<TFloat32> gradient = gradient(rows);
      try (Session session = TensorFlowRuntime.openWithoutGraphOptimizer(graph);
          Feed feed = new Feed(session)) {
        variables.assign(session, ParameterValues.draw(variables.specs(), TorchRandom.seeded(0)));
        assertThat(feed.fetch(List.of(gradient), 0, NativeTensors::copyOf).get(0).values())
            .containsExactly(1, 10, 0, 0, 3, 30);
      }
    }
  }

  @Test
  void lookupsWithBatchDimensionsAreRefused() {
    try (graph) {
      Operand<TFloat32> rows =
          tf.resourceGather(
              variables.resource("table"),
              tf.constant(new int[][] {{1}, {0}, {1}}),
              TFloat32.class,
              ResourceGather.batchDims(1L));
      assertThatThrownBy(() -> gradient(tf.concat(List.of(rows, rows), tf.constant(1))))
          .isInstanceOf(TensorFlowException.class);
    }
  }
}
