package org.tributary.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;
import org.tributary.param.Variables;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.SequenceLengths;

class NumberInputTest {
  /** The norm of all gradients is summed in their order, so that it decides the last bits. */
  @Test
  void theGradientsOfAProjectionComeInTheOrderOfItsParameters() {
    // of several names, for Map.of's order hangs on them and on the process
    for (String name : List.of("sensor", "x", "numbers", "speed", "t")) {
      NumberInput input = NumberInput.of(name, 2).projectedTo(3);
      try (Graph graph = TensorFlowRuntime.graph()) {
        Ops tf = TensorFlowRuntime.ops(graph);
        Variables variables = new Variables(tf, input.parameters(0));
        SequenceLengths lengths = SequenceLengths.full(tf, tf.constant(4), tf.constant(5));
        InputRun run =
            input.place(new InputContext(tf, variables, variables::read, lengths), 0).run();
        assertThat(run.backward(run.output()).dense().keySet())
            .containsExactlyElementsOf(input.parameters(0).stream().map(p -> p.name()).toList());
      }
    }
  }
}
