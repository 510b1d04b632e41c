package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.graph.Gradients;
import org.tributary.graph.OutputGradients;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.train.optimizer.Optimizer;

/** Module training against PyTorch; the goldens are made by docs/golden/module_training.py. */
class ParameterOptimizerTest {
  private static final Recurrent RNN = Recurrent.rnn(2).hidden(3);

  static List<JsonNode> cases() throws IOException {
    try (InputStream json =
        ParameterOptimizerTest.class.getResourceAsStream("module-training.json")) {
      return StreamSupport.stream(new ObjectMapper().readTree(json).spliterator(), false).toList();
    }
  }

  private static Recurrent definition(String name) {
    return switch (name) {
      case "lstm adam" -> Recurrent.lstm(2).hidden(3).bidirectional();
      case "gru adam" -> Recurrent.gru(2).hidden(3).layers(2);
      case "lstm adamw" -> Recurrent.lstm(2).hidden(3).layers(2).projection(2);
      case "rnn sgd" -> RNN;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Optimizer optimizer(String name) {
    return switch (name) {
      case "lstm adam", "gru adam" -> Optimizer.adam();
      case "lstm adamw" -> Optimizer.adamW().weightDecay(0.4);
      case "rnn sgd" -> Optimizer.sgd().momentum(0.8).dampening(0.3).weightDecay(0.1);
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @MethodSource("cases")
  void trainedModulesMatchPyTorch(JsonNode golden) {
    String name = golden.get("name").asText();
    Recurrent definition = definition(name);
    ParameterOptimizer.Builder builder =
        ParameterOptimizer.builder(definition.parameters(), optimizer(name));
    if (!golden.get("clip").isNull()) {
      builder.clipNorm(golden.get("clip").asDouble());
    }
    try (RecurrentModule module =
            RecurrentModule.of(definition, values(definition, golden.get("start")));
        ParameterOptimizer optimizer = builder.open()) {
      golden.get("frozen").forEach(frozen -> module.freeze(frozen.asText()));
      for (int step = 0; step < golden.get("steps").size(); step++) {
        if (step == 2) {
          golden.get("frozen").forEach(frozen -> module.unfreeze(frozen.asText()));
        }
        JsonNode expected = golden.get("steps").get(step);
        FloatTensor input = tensor(expected.get("input"));
        FloatTensor output = module.forward(input).output();
        FloatTensor toOutput = difference(output, tensor(expected.get("target")));
        Gradients<FloatTensor> gradients =
            module.backward(RecurrentInput.of(input), OutputGradients.ofOutput(toOutput));
        optimizer.step(module, gradients, golden.get("rate").asDouble());
        ParameterValues now = module.parameters();
        for (String parameter : now.names()) {
          assertThat(now.values(parameter))
              .as("%s after step %d", parameter, step + 1)
              .containsExactly(
                  tensor(expected.get("parameters").get(parameter)).values(), within(1e-5f));
        }
      }
    }
  }

  @Test
  void parameterFrozenAfterTheBackwardPassDoesNotChange() {
    try (RecurrentModule module = RecurrentModule.of(RNN, TorchRandom.seeded(1));
        ParameterOptimizer optimizer =
            ParameterOptimizer.builder(RNN.parameters(), Optimizer.adam()).open()) {
      RecurrentInput input = RecurrentInput.of(FloatTensor.zeros(4, 3, 2));
      FloatTensor output = module.forward(input).output();
      Gradients<FloatTensor> gradients = module.backward(input, OutputGradients.ofOutput(output));
      FloatTensor bias = module.parameter("bias_ih_l0");
      FloatTensor other = module.parameter("bias_hh_l0");
      module.freeze("bias_ih_l0");
      optimizer.step(module, gradients, 0.1);
      assertThat(module.parameter("bias_ih_l0")).isEqualTo(bias);
      assertThat(module.parameter("bias_hh_l0")).isNotEqualTo(other);
    }
  }

  @Test
  void invalidArgumentsAreRefused() {
    List<ParameterSpec> specs = RNN.parameters();
    assertThatThrownBy(() -> ParameterOptimizer.builder(List.of(), Optimizer.adam()))
        .hasMessage("parameter optimizer: expected at least one parameter, got none");
    ParameterOptimizer.Builder builder = ParameterOptimizer.builder(specs, Optimizer.adam());
    assertThatThrownBy(() -> builder.clipNorm(0))
        .hasMessage("clipping: expected a norm above 0, got 0.0");
    ParameterValues values = ParameterValues.draw(specs, TorchRandom.seeded(1));
    ParameterValues none = ParameterValues.builder().build();
    ParameterOptimizer optimizer = builder.open();
    try (optimizer) {
      assertThat(optimizer.updated(values, none, 0.1)).isEqualTo(values);
      assertThatThrownBy(() -> optimizer.updated(values, none, -0.1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("learning rate: expected a finite number of at least 0, got -0.1");
      assertThatThrownBy(() -> optimizer.updated(values, none, 1e300))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(GraphTrainerFixture.RATE_OVERFLOW);
      assertThatThrownBy(() -> optimizer.updated(none, none, 0.1))
          .hasMessageContaining("are these values of another model?");
      ParameterValues transposed =
          ParameterValues.builder().add("weight_ih_l0", TensorShape.of(2, 3), new float[6]).build();
      assertThatThrownBy(() -> optimizer.updated(values, transposed, 0.1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "gradient of weight_ih_l0: expected [3, 2] (the parameter's shape), got [2, 3]");
    }
    optimizer.close();
    assertThatThrownBy(() -> optimizer.updated(values, none, 0.1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("parameter optimizer: expected an open one, got a closed one");
  }

  private static ParameterValues values(Recurrent definition, JsonNode golden) {
    ParameterValues.Builder builder = ParameterValues.builder();
    for (ParameterSpec p : definition.parameters()) {
      FloatTensor value = tensor(golden.get(p.name()));
      builder.add(p.name(), value.shape(), value.values());
    }
    return builder.build();
  }

  private static FloatTensor tensor(JsonNode nested) {
    List<Long> shape = new ArrayList<>();
    for (JsonNode at = nested; at.isArray(); at = at.get(0)) {
      shape.add((long) at.size());
    }
    List<Float> flat = new ArrayList<>();
    flatten(nested, flat);
    float[] values = new float[flat.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = flat.get(k);
    }
    return FloatTensor.of(
        TensorShape.of(shape.stream().mapToLong(Long::longValue).toArray()), values);
  }

  private static void flatten(JsonNode nested, List<Float> flat) {
    if (nested.isArray()) {
      nested.forEach(inner -> flatten(inner, flat));
    } else {
      flat.add((float) nested.asDouble());
    }
  }

  private static FloatTensor difference(FloatTensor a, FloatTensor b) {
    float[] values = a.values();
    float[] other = b.values();
    for (int k = 0; k < values.length; k++) {
      values[k] -= other[k];
    }
    return FloatTensor.of(a.shape(), values);
  }
}
