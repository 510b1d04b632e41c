package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mockConstruction;
import static org.mockito.Mockito.times;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mockito.InOrder;
import org.mockito.MockedConstruction;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tributary.graph.OutputGradients;
import org.tributary.graph.Variables;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.runtime.ExecutionMode;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;

/** Tests that a pass whose last feed fails closes the tensors fed before. */
class FailedFeedTest {
  private static final Recurrent DEFINITION = Recurrent.gru(3).hidden(4).dropout(0.5).layers(2);

  @ParameterizedTest
  @EnumSource
  void failedFeedClosesEarlierTensors(ExecutionMode purpose) {
    OutOfMemoryError failure = new OutOfMemoryError("no native memory");
    try (Graph graph = TensorFlowRuntime.graph();
        Session session = TensorFlowRuntime.open(graph);
        MockedConstruction<Feed> feeds =
            mockConstruction(
                Feed.class,
                (feed, context) -> doThrow(failure).when(feed).number(any(), anyLong()))) {
      Ops tf = TensorFlowRuntime.ops(graph);
      PassGraph pass =
          new PassGraph(
              tf,
              DEFINITION,
              new Variables(tf, DEFINITION.parameters()),
              new PassGraph.Signature(purpose, true, Optional.empty(), Shape.UNKNOWN_SIZE));
      BatchedInput batch = new BatchedInput(DEFINITION, RecurrentInput.of(Rows.draw(1, 5, 2, 3)));
      assertThatThrownBy(() -> run(pass, session, batch, purpose)).isSameAs(failure);

      assertThat(feeds.constructed()).hasSize(1);
      Feed feed = feeds.constructed().get(0);
      InOrder calls = inOrder(feed);
      calls.verify(feed, times(2)).tensor(any(), any());
      calls.verify(feed).number(any(), anyLong());
      calls.verify(feed).close();
    }
  }

  private static void run(
      PassGraph pass, Session session, BatchedInput batch, ExecutionMode purpose) {
    OptionalLong seed = OptionalLong.of(7);
    if (purpose == ExecutionMode.INFERENCE) {
      pass.forward(session, batch, seed);
      return;
    }
    OutputGradients<FloatTensor> loss = OutputGradients.ofOutput(Rows.draw(2, 5, 2, 4));
    pass.backward(session, batch, seed, batch.gradients(loss), Set.of());
  }
}
