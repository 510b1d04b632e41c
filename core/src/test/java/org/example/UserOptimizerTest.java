package org.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.Variables;
import org.tributary.random.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.train.GraphTrainer;
import org.tributary.train.ParameterOptimizer;
import org.tributary.train.gradient.Gradients;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.StepInputs;
import org.tributary.train.optimizer.UpdateRule;
import org.tributary.train.optimizer.WeightAverage;

/** An optimizer of the user's own against PyTorch; the golden is by docs/golden/optimizers.py. */
class UserOptimizerTest {
  private static final RmsProp RMS_PROP = new RmsProp(0.9, 1e-5, 0.8);
  private static final Shape WEIGHT = Shape.of(4, 3);
  private static final Shape TABLE = Shape.of(5, 3);

  static Stream<Arguments> cases() throws IOException {
    try (InputStream json = UserOptimizerTest.class.getResourceAsStream("rmsprop.json")) {
      JsonNode all = new ObjectMapper().readTree(json);
      return StreamSupport.stream(all.spliterator(), false)
          .flatMap(
              golden ->
                  Stream.of(
                      Arguments.of(RMS_PROP, golden),
                      Arguments.of(new SparseRmsProp(RMS_PROP), golden)))
          .toList()
          .stream();
    }
  }

  /** Without an update of rows, the table has dense updates; with one, deferred updates. */
  @ParameterizedTest
  @MethodSource("cases")
  void parametersAndTableRowsMatchPyTorch(Optimizer optimizer, JsonNode golden) {
    try (Net net = new Net()) {
      GraphTrainer.Builder builder =
          GraphTrainer.builder(net.tf, net.variables, net.gradients, optimizer);
      if (!golden.get("clip").isNull()) {
        builder.clipNorm(golden.get("clip").asDouble());
      }
      try (GraphTrainer trainer = builder.open(start(golden))) {
        for (JsonNode step : golden.get("steps")) {
          net.step(trainer, golden, step);
          assertThat(trainer.gradientNorm()).isCloseTo(step.get("norm").asDouble(), within(1e-5));
          ParameterValues now = trainer.values();
          assertThat(now.values("weight"))
              .containsExactly(floats(step.get("weight")), within(3e-6f));
          assertThat(now.values("table")).containsExactly(floats(step.get("table")), within(3e-6f));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void parametersOnJavaArraysMatchPyTorch(Optimizer optimizer, JsonNode golden) {
    List<ParameterSpec> specs =
        List.of(new ParameterSpec("weight", WEIGHT, Initializer.constant(0)));
    if (!golden.get("clip").isNull()) {
      return; // the golden clips weight and table together
    }
    try (ParameterOptimizer updates = ParameterOptimizer.builder(specs, optimizer).open()) {
      ParameterValues now = values("weight", WEIGHT, golden.get("start").get("weight"));
      for (JsonNode step : golden.get("steps")) {
        ParameterValues gradient = values("weight", WEIGHT, step.get("gradient"));
        now = updates.updated(now, gradient, golden.get("rate").asDouble());
        assertThat(now.values("weight")).containsExactly(floats(step.get("weight")), within(3e-6f));
      }
    }
  }

  /** The weight average treats a table with dense updates like any other parameter. */
  @ParameterizedTest
  @MethodSource("cases")
  void weightAverageCoversTheTable(Optimizer optimizer, JsonNode golden) {
    double d = 0.6;
    double[] expected = new double[15];
    try (Net net = new Net();
        GraphTrainer trainer =
            GraphTrainer.builder(net.tf, net.variables, net.gradients, optimizer)
                .average(WeightAverage.exponential(d))
                .open(start(golden))) {
      for (JsonNode step : golden.get("steps")) {
        net.step(trainer, golden, step);
        float[] table = trainer.values().values("table");
        for (int k = 0; k < expected.length; k++) {
          expected[k] = d * expected[k] + (1 - d) * table[k];
        }
      }
      float[] averaged = trainer.averaged().values("table");
      boolean dense = optimizer instanceof RmsProp;
      for (int k = 0; k < expected.length; k++) { // deferred: final rows count for missed steps
        assertThat((double) averaged[k])
            .isCloseTo(expected[k] / (1 - Math.pow(d, 5)), within(dense ? 1e-5 : 0.2));
      }
    }
  }

  /** Adagrad in PyTorch has such a state: {@code initial_accumulator_value}. */
  @Test
  void stateStartsAtItsInitialValue() {
    Optimizer constant =
        optimizer(
            List.of(new Optimizer.State("one", 0.25), Optimizer.State.zeros("other")),
            (inputs, target, gradient) ->
                inputs
                    .tf()
                    .assignSubVariableOp(
                        target.variable(),
                        inputs
                            .tf()
                            .math
                            .add(
                                target.read(inputs.tf(), "one"),
                                target.read(inputs.tf(), "other"))));
    assertThat(updated(constant)).containsOnly(-0.25f);
  }

  @Test
  void scalarIsComputedFromTheStepNumber() {
    Optimizer counting =
        new Optimizer() {
          @Override
          public List<State> state() {
            return List.of();
          }

          @Override
          public UpdateRule rule(StepInputs inputs) {
            Operand<TFloat32> number = inputs.scalar(step -> 10.0 * step);
            Ops tf = inputs.tf();
            return (target, gradient) ->
                tf.assignSubVariableOp(
                    target.variable(), tf.math.add(tf.math.mul(gradient, number), number));
          }
        };
    assertThat(updated(counting)).containsOnly(-20f);
  }

  @Test
  void defectiveOptimizersAreRefused() {
    assertThatThrownBy(() -> new Optimizer.State("", 0))
        .hasMessage(
            "optimizer state: expected a name and a finite initial value, got \"\" and 0.0");
    assertThatThrownBy(() -> new Optimizer.State("v", 1e300))
        .hasMessage(
            "optimizer state: expected a name and a finite initial value, got \"v\" and 1.0E300");
    Optimizer unknown =
        optimizer(
            List.of(Optimizer.State.zeros("v"), Optimizer.State.zeros("b")),
            (inputs, target, gradient) -> target.read(inputs.tf(), "c"));
    assertThatThrownBy(() -> updated(unknown))
        .hasMessage("optimizer state: expected one of [b, v], got c; name it in Optimizer.state()");
    Optimizer none = optimizer(List.of(), (inputs, target, gradient) -> null);
    assertThatThrownBy(() -> updated(none))
        .hasMessage(
            "optimizer mine: expected the last operation of the update of weight, got null");
    Optimizer twice =
        optimizer(
            List.of(Optimizer.State.zeros("v"), Optimizer.State.zeros("v")),
            (inputs, target, gradient) -> target.read(inputs.tf(), "v"));
    assertThatThrownBy(() -> updated(twice))
        .hasMessage(
            "optimizer mine: expected state names that are distinct and none of average,"
                + " average_step, last_step and momentum_scale, got [v, v]");
    try (Net net = new Net()) {
      GraphTrainer.Builder builder =
          GraphTrainer.builder(net.tf, net.variables, net.gradients, none);
      assertThatThrownBy(
              () ->
                  builder.open(ParameterValues.draw(net.variables.specs(), TorchRandom.seeded(0))))
          .hasMessage(
              "optimizer mine: expected the last operation of the update of weight, got null");
    }
  }

  private interface Dense {
    Op update(StepInputs inputs, UpdateRule.Target target, Operand<TFloat32> gradient);
  }

  private static Optimizer optimizer(List<Optimizer.State> states, Dense dense) {
    return new Optimizer() {
      @Override
      public List<State> state() {
        return states;
      }

      @Override
      public UpdateRule rule(StepInputs inputs) {
        return (target, gradient) -> dense.update(inputs, target, gradient);
      }

      @Override
      public String toString() {
        return "mine";
      }
    };
  }

  /** Returns a parameter of zeros after one step with a gradient of ones. */
  private static float[] updated(Optimizer optimizer) {
    List<ParameterSpec> specs =
        List.of(new ParameterSpec("weight", WEIGHT, Initializer.constant(0)));
    float[] ones = new float[12];
    Arrays.fill(ones, 1);
    try (ParameterOptimizer updates = ParameterOptimizer.builder(specs, optimizer).open()) {
      return updates
          .updated(
              ParameterValues.builder().add("weight", WEIGHT, new float[12]).build(),
              ParameterValues.builder().add("weight", WEIGHT, ones).build(),
              0.5)
          .values("weight");
    }
  }

  /** A weight and a table with placeholders for their gradients. */
  private static final class Net implements AutoCloseable {
    private final Graph graph = TensorFlowRuntime.graph();
    private final Ops tf = TensorFlowRuntime.ops(graph);
    private final Variables variables =
        new Variables(
            tf,
            List.of(
                new ParameterSpec("weight", WEIGHT, Initializer.constant(0)),
                new ParameterSpec("table", TABLE, Initializer.constant(0))));
    private final Placeholder<TFloat32> gradient =
        tf.placeholder(TFloat32.class, Placeholder.shape(WEIGHT));
    private final Placeholder<TFloat32> rows =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 3)));
    private final Placeholder<TInt32> indices =
        tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    private final Operand<TFloat32> loss = tf.reduceSum(gradient, tf.array(0, 1));
    private final Gradients gradients =
        new Gradients(
            Map.of("weight", gradient), Map.of("table", new Gradients.Rows(indices, rows)));

    void step(GraphTrainer trainer, JsonNode golden, JsonNode step) {
      int[] touched =
          StreamSupport.stream(step.get("indices").spliterator(), false)
              .mapToInt(JsonNode::asInt)
              .toArray();
      trainer.step(
          golden.get("rate").asDouble(),
          feed ->
              feed.put(gradient, FloatTensor.of(WEIGHT, floats(step.get("gradient"))))
                  .put(rows, FloatTensor.of(Shape.of(3, 3), floats(step.get("values"))))
                  .put(indices, touched),
          loss);
    }

    @Override
    public void close() {
      graph.close();
    }
  }

  private static ParameterValues start(JsonNode golden) {
    return ParameterValues.builder()
        .add("weight", WEIGHT, floats(golden.get("start").get("weight")))
        .add("table", TABLE, floats(golden.get("start").get("table")))
        .build();
  }

  private static ParameterValues values(String name, Shape shape, JsonNode nested) {
    return ParameterValues.builder().add(name, shape, floats(nested)).build();
  }

  private static float[] floats(JsonNode nested) {
    List<Float> flat = new ArrayList<>();
    nested.forEach(row -> row.forEach(value -> flat.add((float) value.asDouble())));
    float[] values = new float[flat.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = flat.get(k);
    }
    return values;
  }
}
