package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tributary.graph.OutputGradients;
import org.tributary.graph.Variables;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.ExecutionMode;
import org.tributary.runtime.TensorFlowRuntime;

class PassGraphTest {
  private static final Recurrent DEFINITION = Recurrent.gru(3).hidden(4);

  /**
   * A module builds one pass at a time but runs several concurrently. An operation added by a run
   * could collide with one of the same name.
   */
  @Test
  void backwardAddsNoOperations() {
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      Variables variables = new Variables(tf, DEFINITION.parameters());
      PassGraph pass =
          new PassGraph(
              tf,
              DEFINITION,
              variables,
              new PassGraph.Signature(
                  ExecutionMode.TRAINING, false, Optional.empty(), Shape.UNKNOWN_SIZE));
      int built = operations(graph);
      BatchedInput batch = new BatchedInput(DEFINITION, RecurrentInput.of(Rows.draw(1, 5, 2, 3)));
      try (Session session = TensorFlowRuntime.open(graph)) {
        variables.assign(
            session, ParameterValues.draw(DEFINITION.parameters(), TorchRandom.seeded(5)));
        pass.backward(
            session,
            batch,
            OptionalLong.empty(),
            batch.gradients(OutputGradients.ofOutput(Rows.draw(2, 5, 2, 4))),
            Set.of());
      }
      assertThat(operations(graph)).isEqualTo(built);
    }
  }

  private static int operations(Graph graph) {
    int count = 0;
    for (var all = graph.operations(); all.hasNext(); all.next()) {
      count++;
    }
    return count;
  }
}
