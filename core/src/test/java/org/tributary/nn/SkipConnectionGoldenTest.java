package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.graph.Gradients;
import org.tributary.layer.Directions;
import org.tributary.layer.HiddenSizeStage;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.Layout;
import org.tributary.testing.CaseSelection;
import org.tributary.testing.Upstream;

/**
 * Layers with skip connections against PyTorch's layers stacked by hand; {@code
 * docs/golden/skip_connections.py} generates the data.
 */
class SkipConnectionGoldenTest {

  static List<JsonNode> cases() throws IOException {
    try (InputStream in =
        SkipConnectionGoldenTest.class.getResourceAsStream(
            "/org/tributary/golden/skip_connections.json")) {
      List<JsonNode> cases = new ArrayList<>();
      new ObjectMapper().readTree(in).get("cases").forEach(cases::add);
      assertThat(cases).hasSize(12);
      return cases;
    }
  }

  private static Recurrent definition(JsonNode golden) {
    int size = golden.get("input").get("shape").get(2).intValue();
    HiddenSizeStage cell =
        switch (golden.get("cell").textValue()) {
          case "lstm" -> Recurrent.lstm(size);
          case "gru" -> Recurrent.gru(size);
          default -> Recurrent.rnn(size);
        };
    Recurrent layers =
        cell.hidden(golden.get("initial").get("h").get("shape").get(2).intValue())
            .layers(3)
            .bidirectional(
                golden.get("directions").intValue() == 2 ? Directions.BOTH : Directions.FORWARD);
    return golden.get("connection").textValue().equals("highway")
        ? layers.highway()
        : layers.residual();
  }

  private static RecurrentInput input(JsonNode golden) {
    return RecurrentInput.of(tensor(golden.get("input")))
        .lengths(ints(golden.get("lengths")))
        .from(state(golden.get("initial")));
  }

  private static ParameterValues parameters(JsonNode golden) {
    ParameterValues.Builder builder = ParameterValues.builder();
    for (Map.Entry<String, JsonNode> p : golden.get("parameters").properties()) {
      builder.add(p.getKey(), shape(p.getValue()), floats(p.getValue().get("values")));
    }
    return builder.build();
  }

  /**
   * Returns a module, by default with TensorFlow's graph optimizer for an LSTM of one direction
   * alone.
   */
  private static RecurrentModule module(JsonNode golden) {
    return CaseSelection.isAll()
            || (golden.get("cell").textValue().equals("lstm")
                && golden.get("directions").intValue() == 1)
        ? new RecurrentModule(
            definition(golden),
            parameters(golden),
            onArrays -> Optional.empty(),
            TensorFlowRuntime::open)
        : UnoptimizedModule.of(definition(golden), parameters(golden));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outputsStatesAndGradientsMatchPyTorch(JsonNode golden) {
    try (RecurrentModule module = module(golden)) {
      RecurrentOutput output = module.forward(input(golden));
      assertClose(output.output(), golden.get("output"), 1e-6);
      assertState(output.finalState(), golden.get("final"), 1e-6);
      JsonNode loss = golden.get("loss");
      Gradients<FloatTensor> back =
          module.backward(
              input(golden),
              Upstream.of(
                  Optional.of(tensor(loss.get("output"))),
                  Optional.of(tensor(loss.get("h"))),
                  Optional.ofNullable(loss.get("c")).map(SkipConnectionGoldenTest::tensor)));
      assertClose(back.input(), golden.get("inputGradient"), 1e-5);
      assertState(new RecurrentState(back.initial()), golden.get("initialGradient"), 1e-5);
      assertThat(back.parameters().keySet()).containsExactlyElementsOf(parameters(golden).names());
      for (String name : back.parameters().keySet()) {
        JsonNode gradient = golden.get("parameters").get(name).get("gradient");
        assertClose(name, back.parameter(name).values(), floats(gradient), 1e-5);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void resultsOnArraysMatchPyTorch(JsonNode golden) {
    Recurrent definition = definition(golden);
    try (RecurrentModule module = RecurrentModule.of(definition, parameters(golden))) {
      RecurrentOutput output = module.forward(input(golden));
      assertClose(output.output(), golden.get("output"), 1e-6);
      assertState(output.finalState(), golden.get("final"), 1e-6);
      if (definition.directions() == Directions.FORWARD) {
        requireStream(module, golden);
      }
    }
  }

  /** Checks the outputs of a stepper from the initial state, up to the length of each row. */
  private static void requireStream(RecurrentModule module, JsonNode golden) {
    FloatTensor expected = tensor(golden.get("output"));
    int[] lengths = ints(golden.get("lengths"));
    Stepper stepper = module.stepper(lengths.length);
    stepper.restore(state(golden.get("initial")));
    for (int step = 0; step < expected.shape().get(0); step++) {
      FloatTensor y = stepper.step(tensor(golden.get("input")).at(step));
      for (int row = 0; row < lengths.length; row++) {
        if (step < lengths[row]) {
          assertClose(
              "row %d, step %d".formatted(row, step),
              y.at(row).values(),
              expected.at(step).at(row).values(),
              1e-6);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void parametersAreDrawnInOrderOfLayers(JsonNode golden) {
    ParameterValues drawn =
        ParameterValues.draw(
            definition(golden).parameters(), TorchRandom.seeded(golden.get("seed").intValue()));
    assertThat(drawn.names()).containsExactlyElementsOf(parameters(golden).names());
    for (String name : drawn.names()) {
      if (!name.startsWith("highway_bias")) {
        assertClose(name, drawn.values(name), parameters(golden).values(name), 1e-6);
      }
    }
  }

  static List<Arguments> casesAndLayouts() throws IOException {
    List<JsonNode> cases = cases();
    List<Arguments> both = new ArrayList<>();
    for (int k = 0; k < cases.size(); k++) {
      for (Layout layout : Layout.values()) {
        if (CaseSelection.includes(2, k, k / 2, layout == Layout.SEQUENCE_FIRST ? 0 : 1)) {
          both.add(Arguments.of(cases.get(k), layout));
        }
      }
    }
    return both;
  }

  @ParameterizedTest
  @MethodSource("casesAndLayouts")
  void layoutsMatchPyTorch(JsonNode golden, Layout layout) {
    Recurrent definition = definition(golden).layout(layout);
    FloatTensor values = tensor(golden.get("input"));
    boolean batchFirst = layout == Layout.BATCH_FIRST;
    RecurrentInput input =
        RecurrentInput.of(batchFirst ? swapped(values) : values)
            .lengths(ints(golden.get("lengths")))
            .from(state(golden.get("initial")));
    try (RecurrentModule module = UnoptimizedModule.of(definition, parameters(golden))) {
      RecurrentOutput output = module.forward(input);
      assertClose(
          batchFirst ? swapped(output.output()) : output.output(), golden.get("output"), 1e-6);
      assertState(output.finalState(), golden.get("final"), 1e-6);
    }
  }

  /** Row 1 has all steps. */
  @ParameterizedTest
  @MethodSource("cases")
  void stepsMatchPyTorch(JsonNode golden) {
    Recurrent definition = definition(golden);
    if (definition.directions() == Directions.BOTH) {
      return;
    }
    int size = definition.outputSize();
    int rows = golden.get("lengths").size();
    float[] input = floats(golden.get("input").get("values"));
    float[] expected = floats(golden.get("output").get("values"));
    try (RecurrentModule module = RecurrentModule.of(definition, parameters(golden))) {
      Stepper stepper = module.stepper(rows);
      stepper.restore(state(golden.get("initial")));
      for (int step = 0; step < input.length / rows / 3; step++) {
        float[] x = java.util.Arrays.copyOfRange(input, step * rows * 3, (step + 1) * rows * 3);
        float[] y = stepper.step(FloatTensor.of(TensorShape.of(rows, 3), x)).values();
        for (int k = 0; k < size; k++) {
          assertThat(y[size + k]).isCloseTo(expected[(step * rows + 1) * size + k], within(1e-6f));
        }
      }
    }
  }

  private static FloatTensor swapped(FloatTensor x) {
    int outer = Math.toIntExact(x.shape().get(0));
    int inner = Math.toIntExact(x.shape().get(1));
    int size = Math.toIntExact(x.shape().get(2));
    float[] swapped = new float[outer * inner * size];
    for (int i = 0; i < outer; i++) {
      for (int j = 0; j < inner; j++) {
        System.arraycopy(x.values(), (i * inner + j) * size, swapped, (j * outer + i) * size, size);
      }
    }
    return FloatTensor.of(TensorShape.of(inner, outer, size), swapped);
  }

  private static void assertState(RecurrentState actual, JsonNode expected, double tolerance) {
    assertClose(actual.hidden(), expected.get("h"), tolerance);
    assertThat(actual.cell().isPresent()).isEqualTo(expected.has("c"));
    actual.cell().ifPresent(c -> assertClose(c, expected.get("c"), tolerance));
  }

  private static void assertClose(FloatTensor actual, JsonNode expected, double tolerance) {
    assertThat(actual.shape()).isEqualTo(shape(expected));
    assertClose("values", actual.values(), floats(expected.get("values")), tolerance);
  }

  private static void assertClose(String what, float[] actual, float[] expected, double tolerance) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int k = 0; k < actual.length; k++) {
      assertThat((double) actual[k])
          .as("%s, element %d", what, k)
          .isCloseTo(expected[k], within(tolerance * Math.max(1, Math.abs(expected[k]))));
    }
  }

  private static RecurrentState state(JsonNode parts) {
    RecurrentState hidden = RecurrentState.of(tensor(parts.get("h")));
    return parts.has("c") ? hidden.with("c", tensor(parts.get("c"))) : hidden;
  }

  private static FloatTensor tensor(JsonNode tensor) {
    return FloatTensor.of(shape(tensor), floats(tensor.get("values")));
  }

  private static TensorShape shape(JsonNode tensor) {
    JsonNode shape = tensor.get("shape");
    return TensorShape.of(
        IntStream.range(0, shape.size()).mapToLong(k -> shape.get(k).longValue()).toArray());
  }

  private static int[] ints(JsonNode array) {
    return IntStream.range(0, array.size()).map(k -> array.get(k).intValue()).toArray();
  }

  private static float[] floats(JsonNode array) {
    float[] floats = new float[array.size()];
    for (int k = 0; k < floats.length; k++) {
      floats[k] = array.get(k).floatValue();
    }
    return floats;
  }
}
