package org.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.nn.GraphTrainer;
import org.tributary.nn.ParameterOptimizer;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.WeightAverage;

/** An optimizer of the user's own against PyTorch; the golden is by docs/golden/optimizers.py. */
class UserOptimizerTest {
  private static final RmsProp RMS_PROP = new RmsProp(0.9, 1e-5, 0.8);

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
    try (WeightAndTable net = new WeightAndTable()) {
      GraphTrainer.Builder builder =
          GraphTrainer.builder(net.tf, net.variables, net.gradients, optimizer);
      if (!golden.get("clip").isNull()) {
        builder.clipNorm(golden.get("clip").asDouble());
      }
      try (GraphTrainer trainer = builder.open(start(golden))) {
        for (JsonNode step : golden.get("steps")) {
          step(net, trainer, golden, step);
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
        List.of(new ParameterSpec("weight", WeightAndTable.WEIGHT, Initializer.constant(0)));
    if (!golden.get("clip").isNull()) {
      return; // the golden clips weight and table together
    }
    try (ParameterOptimizer updates = ParameterOptimizer.builder(specs, optimizer).open()) {
      ParameterValues now =
          values("weight", WeightAndTable.WEIGHT, golden.get("start").get("weight"));
      for (JsonNode step : golden.get("steps")) {
        ParameterValues gradient = values("weight", WeightAndTable.WEIGHT, step.get("gradient"));
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
    try (WeightAndTable net = new WeightAndTable();
        GraphTrainer trainer =
            GraphTrainer.builder(net.tf, net.variables, net.gradients, optimizer)
                .average(WeightAverage.exponential(d))
                .open(start(golden))) {
      for (JsonNode step : golden.get("steps")) {
        step(net, trainer, golden, step);
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

  private static void step(
      WeightAndTable net, GraphTrainer trainer, JsonNode golden, JsonNode step) {
    int[] touched =
        StreamSupport.stream(step.get("indices").spliterator(), false)
            .mapToInt(JsonNode::asInt)
            .toArray();
    trainer.step(
        golden.get("rate").asDouble(),
        feed ->
            feed.put(
                    net.gradient,
                    FloatTensor.of(WeightAndTable.WEIGHT, floats(step.get("gradient"))))
                .put(net.rows, FloatTensor.of(TensorShape.of(3, 3), floats(step.get("values"))))
                .put(net.indices, touched),
        net.loss);
  }

  private static ParameterValues start(JsonNode golden) {
    return ParameterValues.builder()
        .add("weight", WeightAndTable.WEIGHT, floats(golden.get("start").get("weight")))
        .add("table", WeightAndTable.TABLE, floats(golden.get("start").get("table")))
        .build();
  }

  private static ParameterValues values(String name, TensorShape shape, JsonNode nested) {
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
