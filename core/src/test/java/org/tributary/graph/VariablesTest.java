package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tributary.internal.training.ParameterGroup;
import org.tributary.internal.training.TrainingStep;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.WeightAverage;

/** Tests that two sets of variables with equal names in one graph are independent. */
class VariablesTest {
  private static final List<ParameterSpec> SPECS =
      List.of(new ParameterSpec("weight", TensorShape.of(2), Initializer.constant(0)));

  @Test
  void assignmentDoesNotChangeVariablesOfEqualName() {
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      Variables first = new Variables(tf, SPECS);
      Variables second = new Variables(tf, SPECS);
      Variables scoped = new Variables(tf.withSubScope("scope"), SPECS);
      Variables named = new Variables(tf.withName("weight"), SPECS);
      try (Session session = TensorFlowRuntime.open(graph)) {
        first.assign(session, weight(1, 2));
        second.assign(session, weight(3, 4));
        scoped.assign(session, "weight", FloatTensor.of(TensorShape.of(2), new float[] {5, 6}));
        named.assignZeros(session);
        assertThat(first.values(session).values("weight")).containsExactly(1, 2);
        assertThat(second.values(session).values("weight")).containsExactly(3, 4);
        assertThat(scoped.values(session).values("weight")).containsExactly(5, 6);
        assertThat(named.values(session).values("weight")).containsExactly(0, 0);
      }
    }
  }

  @Test
  void equalNamesInOneSetAreRefused() {
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      List<ParameterSpec> twice = List.of(SPECS.get(0), SPECS.get(0));
      assertThatThrownBy(() -> new Variables(tf, twice))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "variables: expected distinct names, got weight twice; does the model use one prefix"
                  + " for two layers?");
    }
  }

  /**
   * Initial values 1 and 5, gradients 2 and -3, learning rate 0.1, momentum 0.5; two steps for the
   * first set, one for the second.
   */
  @Test
  void trainingDoesNotChangeVariablesOfEqualName() {
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      Variables first = new Variables(tf, SPECS);
      Variables second = new Variables(tf, SPECS);
      TrainingStep firstStep = step(tf, first, 2f);
      TrainingStep secondStep = step(tf, second, -3f);
      try (Session session = TensorFlowRuntime.open(graph)) {
        first.assign(session, weight(1, 1));
        second.assign(session, weight(5, 5));
        firstStep.initialize(session);
        secondStep.initialize(session);
        run(session, firstStep, 1);
        run(session, secondStep, 1);
        run(session, firstStep, 2);

        // 1 - 0.1·2 - 0.1·(0.5·2 + 2); 5 + 0.1·3
        assertThat(first.values(session).values("weight"))
            .containsExactly(new float[] {0.5f, 0.5f}, within(1e-6f));
        assertThat(second.values(session).values("weight"))
            .containsExactly(new float[] {5.3f, 5.3f}, within(1e-6f));
        assertThat(firstStep.state().values(session).values("weight.momentum_buffer"))
            .containsExactly(new float[] {3, 3}, within(1e-6f));
        assertThat(secondStep.state().values(session).values("weight.momentum_buffer"))
            .containsExactly(new float[] {-3, -3}, within(1e-6f));
        // (0.5·0.5·0.8 + 0.5·0.5) / (1 - 0.5²); the weight after the single step
        assertThat(
                firstStep
                    .averaged(session, () -> first.values(session), 2)
                    .orElseThrow()
                    .values("weight"))
            .containsExactly(new float[] {0.6f, 0.6f}, within(1e-6f));
        assertThat(
                secondStep
                    .averaged(session, () -> second.values(session), 1)
                    .orElseThrow()
                    .values("weight"))
            .containsExactly(new float[] {5.3f, 5.3f}, within(1e-6f));
      }
    }
  }

  private static TrainingStep step(Ops tf, Variables variables, float gradient) {
    return new TrainingStep(
        tf,
        variables,
        new ParameterGradients(Map.of("weight", tf.array(gradient, gradient)), Map.of()),
        List.of(ParameterGroup.rest(Optimizer.sgd().momentum(0.5))),
        OptionalDouble.empty(),
        WeightAverage.exponential(0.5));
  }

  private static void run(Session session, TrainingStep step, long number) {
    try (Feed feed = new Feed(session)) {
      step.run(feed, number, 0.1, List.of()).close();
    }
  }

  private static ParameterValues weight(float... values) {
    return ParameterValues.builder().add("weight", TensorShape.of(2), values).build();
  }
}
