package org.tributary.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.tributary.golden.TorchParts.floats;
import static org.tributary.golden.TorchParts.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.nn.ParameterOptimizer;
import org.tributary.param.Gain;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.train.optimizer.Adagrad;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.RmsProp;
import org.tributary.train.optimizer.Schedule;

/** Optimizers, schedules and initializers against {@code docs/golden/torch_parts.py}. */
class TorchPartsTest {
  private static final float TOLERANCE = 2e-6f;

  /** TensorFlow's kernel rounds 1 - β2 to float32, PyTorch does not. */
  private static final float ADAM_TOLERANCE = 1e-5f;

  private static final Map<String, Optimizer> OPTIMIZERS =
      Map.of(
          "rmsprop", Optimizer.rmsProp(),
          "rmsprop momentum centered", new RmsProp(0.9, 1e-8, 0.7, RmsProp.Centering.CENTERED, 0.1),
          "adagrad", Optimizer.adagrad(),
          "adagrad decays", Optimizer.adagrad().rateDecay(0.3).weightDecay(0.2).initialSum(0.4));

  private static final Map<String, Schedule> SCHEDULES =
      Map.of(
          "exponential", Schedule.exponential(0.8, 0.9),
          "step", Schedule.step(0.8, 0.5, 3),
          "one cycle", Schedule.oneCycle(0.8),
          "one cycle of others", new Schedule.OneCycle(0.8, 0.45, 7, 30));

  private static final Map<String, Initializer> INITIALIZERS =
      Map.of(
          "kaiming uniform", Initializer.kaimingUniform(Gain.RELU),
          "kaiming uniform leaky", Initializer.kaimingUniform(Gain.leakyRelu(0.3)),
          "kaiming normal", Initializer.kaimingNormal(Gain.TANH),
          "truncated normal", Initializer.truncatedNormal(0.5, -0.6, 1));

  private static ParameterValues weight(JsonNode values) {
    return ParameterValues.builder().add("w", TensorShape.of(2, 3), floats(values)).build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rmsprop", "rmsprop momentum centered", "adagrad", "adagrad decays"})
  void optimizersMoveWeightsAsInTorch(String name) {
    JsonNode golden = golden("optimizers").get(name);
    Optimizer optimizer = OPTIMIZERS.get(name);
    double rate = optimizer instanceof Adagrad ? 0.1 : 0.05;
    ParameterSpec spec = new ParameterSpec("w", TensorShape.of(2, 3), Initializer.constant(0));
    try (ParameterOptimizer steps = ParameterOptimizer.builder(List.of(spec), optimizer).open()) {
      ParameterValues weights = weight(golden.get("initial"));
      for (int step = 0; step < golden.get("values").size(); step++) {
        weights = steps.updated(weights, weight(golden.get("gradients").get(step)), rate);
        assertThat(weights.values("w"))
            .as("step %d", step)
            .containsExactly(floats(golden.get("values").get(step)), within(TOLERANCE));
      }
    }
  }

  private static ParameterValues vectors(JsonNode byName) {
    ParameterValues.Builder values = ParameterValues.builder();
    for (String name : List.of("a.weight", "a.bias", "b.weight")) {
      values.add(name, TensorShape.of(3), floats(byName.get(name)));
    }
    return values.build();
  }

  @Test
  void parameterGroupsHaveRatesAndDecaysOfTheirOwn() {
    JsonNode golden = golden("groups");
    ParameterValues weights = vectors(golden.get("initial"));
    List<ParameterSpec> specs =
        weights.names().stream()
            .map(name -> new ParameterSpec(name, TensorShape.of(3), Initializer.constant(0)))
            .toList();
    Optimizer.AdamW decayed = Optimizer.adamW().weightDecay(0.2);
    ParameterOptimizer.Builder builder =
        ParameterOptimizer.builder(specs, decayed)
            .group("a.bias", decayed.weightDecay(0), 1)
            .group("b.", decayed.weightDecay(0.5), 0.3);
    try (ParameterOptimizer optimizer = builder.open()) {
      for (JsonNode step : golden.get("steps")) {
        weights = optimizer.updated(weights, vectors(step.get("gradients")), 0.1);
        ParameterValues expected = vectors(step.get("values"));
        for (String name : weights.names()) {
          assertThat(weights.values(name))
              .as(name)
              .containsExactly(expected.values(name), within(ADAM_TOLERANCE));
        }
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.group("c.", decayed, 1))
        .withMessage(
            "parameter group: expected the beginning of one of [a.weight, a.bias, b.weight], got c.");
  }

  @Test
  void constantsOutOfRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Optimizer.rmsProp().momentum(1))
        .withMessage("RMSprop: expected a momentum from 0 to below 1, got 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RmsProp(0.9, 0, 0, RmsProp.Centering.NONE, 0))
        .withMessageStartingWith("RMSprop: expected a finite epsilon of at least 1.17");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Optimizer.adagrad().initialSum(-1))
        .withMessage(
            "Adagrad: expected a rate decay and an initial sum of at least 0, got 0.0 and -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedule.step(1, 1.5, 2))
        .withMessage(
            "exponential decay: expected a factor above 0 up to 1 and a period of at least 1 step, got 1.5 and 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Schedule.OneCycle(1, 1, 25, 10))
        .withMessage("one cycle: expected a fraction of increasing rates between 0 and 1, got 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Schedule.OneCycle(1, 0.3, 0.5, 10))
        .withMessage("one cycle: expected finite divisors of at least 1, got 0.5 and 10.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Initializer.kaimingUniform(0))
        .withMessage("Kaiming: expected a finite gain above 0, got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Initializer.kaimingUniform(1).draw(TensorShape.of(3), TorchRandom.seeded(0)))
        .withMessage(
            "Kaiming: expected a weight [out, in, ..] to draw, got shape [3]; choose another initializer for vectors");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Initializer.truncatedNormal(1, 2, 2))
        .withMessage(
            "truncated normal: expected a finite deviation above 0 and a low limit below the high one, got 1.0, 2.0 and 2.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exponential", "step", "one cycle", "one cycle of others"})
  void ratesAreThoseOfTorch(String name) {
    JsonNode golden = golden("schedules").get(name);
    long steps = name.startsWith("one cycle") ? golden.size() + 1 : golden.size();
    for (int step = 0; step < golden.size(); step++) {
      double rate = SCHEDULES.get(name).learningRate(new Schedule.Progress(step, steps, List.of()));
      assertThat(rate).as("step %d", step).isCloseTo(golden.get(step).asDouble(), within(1e-12));
    }
    assertThat(SCHEDULES.get(name).toString()).contains("0.8").doesNotContain("@");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"kaiming uniform", "kaiming uniform leaky", "kaiming normal", "truncated normal"})
  void drawnValuesAreThoseOfTorch(String name) {
    JsonNode golden = golden("initializers").get(name);
    long[] shape =
        IntStream.range(0, golden.get("shape").size())
            .mapToLong(k -> golden.get("shape").get(k).asLong())
            .toArray();
    float[] drawn = INITIALIZERS.get(name).draw(TensorShape.of(shape), TorchRandom.seeded(5));
    float tolerance = name.startsWith("truncated") ? 1e-6f : 0;
    assertThat(drawn).containsExactly(floats(golden.get("values")), within(tolerance));
  }

  @Test
  void gainsAreThoseOfTorch() {
    JsonNode golden = golden("gains");
    assertThat(Gain.LINEAR).isEqualTo(golden.get("linear").asDouble());
    assertThat(Gain.SIGMOID).isEqualTo(golden.get("sigmoid").asDouble());
    assertThat(Gain.TANH).isEqualTo(golden.get("tanh").asDouble());
    assertThat(Gain.RELU).isEqualTo(golden.get("relu").asDouble());
    assertThat(Gain.SELU).isEqualTo(golden.get("selu").asDouble());
    assertThat(Gain.leakyRelu(0.3)).isEqualTo(golden.get("leaky").asDouble());
  }
}
