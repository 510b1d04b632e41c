package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.mockStatic;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mockito.MockedStatic;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tributary.graph.OutputGradients;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;

/** Tests that a module whose graph cannot be made frees its native memory. */
class FailedConstructionTest {
  private static final Recurrent DEFINITION = Recurrent.gru(3).hidden(2);

  private final List<Graph> graphs = new ArrayList<>();
  private final List<Session> sessions = new ArrayList<>();

  @Test
  void valuesThatDoNotFitAreRefusedBeforeAGraphExists() {
    ParameterValues others =
        ParameterValues.draw(Recurrent.gru(4).hidden(2).parameters(), TorchRandom.seeded(1));
    try (MockedStatic<TensorFlowRuntime> runtime =
        mockStatic(TensorFlowRuntime.class, CALLS_REAL_METHODS)) {
      record(runtime);
      assertThatThrownBy(() -> RecurrentModule.of(DEFINITION, others))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertClosed(0, 0);
  }

  @Test
  void graphIsClosedWhenNoSessionOpens() {
    ParameterValues values = ParameterValues.draw(DEFINITION.parameters(), TorchRandom.seeded(1));
    IllegalStateException failure = new IllegalStateException("no session");
    RecurrentInput input = RecurrentInput.of(Rows.draw(2, 3, 3));
    OutputGradients<FloatTensor> upstream = OutputGradients.ofOutput(Rows.draw(3, 3, 2));
    try (MockedStatic<TensorFlowRuntime> runtime =
            mockStatic(TensorFlowRuntime.class, CALLS_REAL_METHODS);
        RecurrentModule module = RecurrentModule.of(DEFINITION, values)) {
      record(runtime);
      runtime.when(() -> TensorFlowRuntime.open(any())).thenThrow(failure);
      assertThatThrownBy(() -> module.backward(input, upstream)).isSameAs(failure);
      assertClosed(1, 0);
      runtime.when(() -> TensorFlowRuntime.open(any())).thenCallRealMethod();
      assertThat(module.backward(input, upstream).input().shape()).isEqualTo(TensorShape.of(3, 3));
    }
  }

  @Test
  void variablesThatCannotBeAssignedCloseGraphAndSession() {
    ParameterValues others =
        ParameterValues.draw(Recurrent.gru(4).hidden(2).parameters(), TorchRandom.seeded(1));
    try (MockedStatic<TensorFlowRuntime> runtime =
        mockStatic(TensorFlowRuntime.class, CALLS_REAL_METHODS)) {
      record(runtime);
      assertThatThrownBy(() -> new ModuleGraphs(DEFINITION, others, TensorFlowRuntime::open))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertClosed(1, 1);
  }

  /** Records the graphs and sessions that the runtime opens. */
  private void record(MockedStatic<TensorFlowRuntime> runtime) {
    runtime
        .when(TensorFlowRuntime::graph)
        .thenAnswer(
            call -> {
              graphs.add((Graph) call.callRealMethod());
              return graphs.get(graphs.size() - 1);
            });
    runtime
        .when(() -> TensorFlowRuntime.open(any()))
        .thenAnswer(
            call -> {
              sessions.add((Session) call.callRealMethod());
              return sessions.get(sessions.size() - 1);
            });
  }

  private void assertClosed(int opened, int openedSessions) {
    assertThat(graphs).hasSize(opened);
    assertThat(sessions).hasSize(openedSessions);
    for (Graph graph : graphs) {
      assertThatThrownBy(graph::toGraphDef)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("close()");
    }
    for (Session session : sessions) {
      assertThatThrownBy(() -> session.runner().addTarget("nothing").run())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("close()");
    }
  }
}
