package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.LossGradients;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.Variables;
import org.tributary.internal.training.ParameterGroup;
import org.tributary.internal.training.TrainingStep;
import org.tributary.internal.training.TrainingStepTest;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.WeightAverage;

/** A trainer against PyTorch, with goldens made by docs/golden/optimizers.py, and TrainingStep. */
class GraphTrainerTest {
  private static final TensorShape WEIGHT = GraphTrainerFixture.WEIGHT;
  private static final TensorShape TABLE = GraphTrainerFixture.TABLE;

  static List<JsonNode> cases() throws java.io.IOException {
    return TrainingStepTest.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void parametersMatchPyTorch(JsonNode golden) {
    try (GraphTrainerFixture fixture = new GraphTrainerFixture();
        GraphTrainer trainer = builder(fixture, golden).open(start(golden))) {
      JsonNode last = null;
      for (JsonNode expected : golden.get("steps")) {
        float loss = step(fixture, trainer, expected, golden.get("rate").asDouble());
        FloatTensor gradient = tensor(WEIGHT, expected.get("gradient"));
        assertThat(loss).isCloseTo(sumOfSquares(gradient), within(1e-4f));
        assertThat(trainer.gradientNorm()).isCloseTo(expected.get("norm").asDouble(), within(1e-5));
        assertThat(fixture.variables.values(trainer.session()).values("weight"))
            .containsExactly(tensor(WEIGHT, expected.get("weight")).values(), within(2e-6f));
        last = expected;
      }
      assertThat(trainer.values().values("table")) // with the updates deferred until here
          .containsExactly(tensor(TABLE, last.get("table")).values(), within(2e-6f));
      assertThat(trainer.steps()).isEqualTo(golden.get("steps").size());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rowsAndAveragesMatchTrainingStep(JsonNode golden) {
    WeightAverage average = WeightAverage.exponential(0.7);
    ParameterValues values;
    ParameterValues averaged;
    try (GraphTrainerFixture fixture = new GraphTrainerFixture();
        GraphTrainer trainer = builder(fixture, golden).average(average).open(start(golden))) {
      for (JsonNode goldenStep : golden.get("steps")) {
        step(fixture, trainer, goldenStep, golden.get("rate").asDouble());
      }
      averaged = trainer.averaged();
      values = trainer.values();
    }
    try (GraphTrainerFixture fixture = new GraphTrainerFixture()) {
      OptionalDouble clip = clip(golden);
      TrainingStep step =
          new TrainingStep(
              fixture.tf,
              fixture.variables,
              fixture.gradients,
              List.of(ParameterGroup.rest(optimizer(golden))),
              clip,
              average);
      try (Session session = TensorFlowRuntime.open(fixture.graph)) {
        fixture.variables.assign(session, start(golden));
        step.initialize(session);
        int number = 0;
        for (JsonNode goldenStep : golden.get("steps")) {
          number++;
          try (Feed feed = new Feed(session)) {
            feed.tensor(
                fixture.weightGradient,
                NativeTensors.of(tensor(WEIGHT, goldenStep.get("gradient"))));
            feed.tensor(
                fixture.rows,
                NativeTensors.of(tensor(TensorShape.of(3, 3), goldenStep.get("values"))));
            feed.ints(fixture.indices, ints(goldenStep.get("indices")));
            step.run(feed, number, golden.get("rate").asDouble(), List.of()).close();
          }
        }
        step.catchUpAll(session, number);
        assertThat(values).isEqualTo(fixture.variables.values(session));
        assertThat(averaged)
            .isEqualTo(
                step.averaged(session, () -> fixture.variables.values(session), number)
                    .orElseThrow());
        assertThat(averaged).isNotEqualTo(values);
      }
    }
  }

  @Test
  void operandIsEvaluatedWithoutAStep() throws Exception {
    JsonNode golden = cases().get(0);
    try (GraphTrainerFixture fixture = new GraphTrainerFixture();
        GraphTrainer trainer = builder(fixture, golden).open(start(golden))) {
      Operand<TFloat32> doubled =
          fixture.tf.math.mul(fixture.variables.read("weight"), fixture.scale);
      FloatTensor twice = trainer.evaluate(feed -> feed.put(fixture.scale, 2f), doubled);
      FloatTensor weight = tensor(WEIGHT, golden.get("start").get("weight"));
      assertThat(twice.get(3, 1)).isEqualTo(2 * weight.get(3, 1));
      assertThat(trainer.steps()).isZero();
      assertThat(trainer.gradientNorm()).isNaN();
    }
  }

  @Test
  void attachedSessionStaysOpen() throws Exception {
    JsonNode golden = cases().get(0);
    try (GraphTrainerFixture fixture = new GraphTrainerFixture();
        Session session = TensorFlowRuntime.open(fixture.graph)) {
      fixture.variables.assign(session, start(golden));
      GraphTrainer trainer = builder(fixture, golden).attach(session);
      step(fixture, trainer, golden.get("steps").get(0), 0.1);
      ParameterValues trained = trainer.values();
      trainer.close();
      assertThat(fixture.variables.values(session)).isEqualTo(trained).isNotEqualTo(start(golden));
    }
  }

  static GraphTrainer.Builder builder(GraphTrainerFixture fixture, JsonNode golden) {
    GraphTrainer.Builder builder =
        GraphTrainer.builder(fixture.tf, fixture.variables, fixture.gradients, optimizer(golden));
    clip(golden).ifPresent(builder::clipNorm);
    return builder;
  }

  private static Optimizer optimizer(JsonNode golden) {
    return TrainingStepTest.OPTIMIZERS.get(golden.get("name").asText());
  }

  private static OptionalDouble clip(JsonNode golden) {
    return golden.get("clip").isNull()
        ? OptionalDouble.empty()
        : OptionalDouble.of(golden.get("clip").asDouble());
  }

  static ParameterValues start(JsonNode golden) {
    JsonNode start = golden.get("start");
    return ParameterValues.builder()
        .add("weight", WEIGHT, tensor(WEIGHT, start.get("weight")).values())
        .add("table", TABLE, tensor(TABLE, start.get("table")).values())
        .build();
  }

  static float step(
      GraphTrainerFixture fixture, GraphTrainer trainer, JsonNode goldenStep, double rate) {
    return trainer.step(
        rate,
        feed ->
            feed.put(fixture.weightGradient, tensor(WEIGHT, goldenStep.get("gradient")))
                .put(fixture.rows, tensor(TensorShape.of(3, 3), goldenStep.get("values")))
                .put(fixture.indices, ints(goldenStep.get("indices"))),
        fixture.loss);
  }

  private static float sumOfSquares(FloatTensor tensor) {
    float sum = 0;
    for (float value : tensor.values()) {
      sum += value * value;
    }
    return sum;
  }

  private static FloatTensor tensor(TensorShape shape, JsonNode nested) {
    List<JsonNode> flat =
        StreamSupport.stream(nested.spliterator(), false)
            .flatMap(row -> StreamSupport.stream(row.spliterator(), false))
            .toList();
    float[] values = new float[flat.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) flat.get(k).asDouble();
    }
    return FloatTensor.of(shape, values);
  }

  private static int[] ints(JsonNode values) {
    return StreamSupport.stream(values.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  /** Momentum moves rows that a step does not read; those updates belong to the former values. */
  @Test
  void assignedRowsGetNoUpdatesOfStepsBefore() {
    try (GraphTrainerFixture fixture = new GraphTrainerFixture();
        GraphTrainer trainer =
            GraphTrainer.builder(
                    fixture.tf, fixture.variables, fixture.gradients, Optimizer.sgd().momentum(0.9))
                .open(ParameterValues.draw(fixture.variables.specs(), TorchRandom.seeded(1)))) {
      for (int row = 0; row < 2; row++) {
        int[] rows = {row};
        trainer.step(
            0.1,
            feed ->
                feed.put(fixture.weightGradient, FloatTensor.zeros(4, 3))
                    .put(fixture.rows, FloatTensor.of(TensorShape.of(1, 3), new float[] {1, 2, 3}))
                    .put(fixture.indices, rows),
            fixture.loss);
      }
      FloatTensor zeros = FloatTensor.zeros(TABLE.asArray());
      fixture.variables.assign(trainer.session(), "table", zeros);
      assertThat(trainer.values().tensor("table")).isEqualTo(zeros);
    }
  }

  /** The loss 2 a + 3 b, whose gradient is (2, 3). */
  @Test
  void groupsHaveOptimizersAndRatesOfTheirOwn() {
    List<ParameterSpec> specs =
        List.of(
            new ParameterSpec("a", TensorShape.of(1), Initializer.constant(0)),
            new ParameterSpec("b", TensorShape.of(1), Initializer.constant(0)));
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      Variables variables = new Variables(tf, specs);
      Operand<TFloat32> loss =
          tf.reduceSum(
              tf.math.add(
                  tf.math.mul(variables.read("a"), tf.constant(2f)),
                  tf.math.mul(variables.read("b"), tf.constant(3f))),
              tf.constant(0));
      GraphTrainer.Builder builder =
          GraphTrainer.builder(
                  tf, variables, LossGradients.of(tf, loss).to(variables), Optimizer.sgd())
              .group("b", Optimizer.sgd().momentum(0.5), 10);
      assertThatThrownBy(() -> builder.group("c", Optimizer.sgd(), 1))
          .hasMessage("parameter group: expected the beginning of one of [a, b], got c");
      try (GraphTrainer trainer =
          builder.open(ParameterValues.draw(specs, TorchRandom.seeded(0)))) {
        trainer.step(0.1, feed -> {}, loss);
        trainer.step(0.1, feed -> {}, loss);
        assertThat(trainer.values().values("a")[0]).isEqualTo(-0.4f, within(1e-6f));
        assertThat(trainer.values().values("b")[0]).isEqualTo(-7.5f, within(1e-5f)); // 3 + 4.5
      }
    }
  }
}
