package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyFloat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.mockito.MockedStatic;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.Variables;
import org.tributary.internal.training.ParameterGroup;
import org.tributary.internal.training.TrainingStep;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.WeightAverage;

class FailedStepFeedTest {

  /** Feeding the third of Adam's five scalars fails. */
  @Test
  void stepTensorsAreClosedIfFeedingFails() {
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      Variables variables =
          new Variables(
              tf, List.of(new ParameterSpec("weight", TensorShape.of(2), Initializer.constant(0))));
      TrainingStep step =
          new TrainingStep(
              tf,
              variables,
              new ParameterGradients(Map.of("weight", tf.array(1f, 2f)), Map.of()),
              List.of(ParameterGroup.rest(Optimizer.adam())),
              OptionalDouble.empty(),
              WeightAverage.none());
      IllegalStateException failure = new IllegalStateException("closed");
      Session.Runner runner = mock(Session.Runner.class);
      when(runner.feed(any(Operand.class), any()))
          .thenReturn(runner)
          .thenReturn(runner)
          .thenThrow(failure);
      Session session = mock(Session.class);
      when(session.runner()).thenReturn(runner);
      List<TFloat32> created = new ArrayList<>();
      try (MockedStatic<TFloat32> tensors = mockStatic(TFloat32.class)) {
        tensors
            .when(() -> TFloat32.scalarOf(anyFloat()))
            .thenAnswer(
                call -> {
                  created.add(mock(TFloat32.class));
                  return created.get(created.size() - 1);
                });
        assertThatThrownBy(
                () -> {
                  try (Feed feed = new Feed(session)) {
                    step.run(feed, 1, 0.1, List.of()).close();
                  }
                })
            .isSameAs(failure);
      }
      assertThat(created).hasSize(3);
      created.forEach(tensor -> verify(tensor).close());
    }
  }
}
