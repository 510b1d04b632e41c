package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.Variables;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;

class GradientAccumulatorTest {
  @Test
  void gradientsOfTableRowsAreRefused() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variables variables =
          new Variables(
              tf,
              List.of(new ParameterSpec("table", TensorShape.of(3, 1), Initializer.constant(0))));
      ParameterGradients.Rows rows =
          new ParameterGradients.Rows(tf.array(1), tf.constant(new float[][] {{2}}));
      assertThatThrownBy(
              () ->
                  new GradientAccumulator(
                      tf, variables, new ParameterGradients(Map.of(), Map.of("table", rows))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("gradient accumulation: expected dense gradients, got rows of [table]");
    }
  }
}
