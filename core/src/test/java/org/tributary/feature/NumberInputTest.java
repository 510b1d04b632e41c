package org.tributary.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;
import org.tributary.graph.Forward;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.SequenceLengths;
import org.tributary.graph.Variables;
import org.tributary.graph.tagger.InputContext;
import org.tributary.graph.tagger.InputGraphs;
import org.tributary.runtime.TensorFlowRuntime;

class NumberInputTest {
  /** The order decides the last bits of the global gradient norm. */
  @Test
  void projectionGradientsAreInParameterOrder() {
    // several names, because the order of Map.of depends on the names and the process
    for (String name : List.of("sensor", "x", "numbers", "speed", "t")) {
      NumberInput input = NumberInput.of(name, 2).projectedTo(3);
      try (Graph graph = TensorFlowRuntime.graph()) {
        Ops tf = TensorFlowRuntime.ops(graph);
        Variables variables = new Variables(tf, input.parameters(0));
        SequenceLengths lengths = SequenceLengths.full(tf, tf.constant(4), tf.constant(5));
        Forward<ParameterGradients> forward =
            InputGraphs.build(input, new InputContext(tf, variables, variables::read, lengths), 0)
                .forward();
        assertThat(forward.backward(forward.output()).dense().keySet())
            .containsExactlyElementsOf(input.parameters(0).stream().map(p -> p.name()).toList());
      }
    }
  }
}
