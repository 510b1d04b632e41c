package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.tributary.golden.GoldenCase;
import org.tributary.golden.GoldenTensor;
import org.tributary.graph.Gradients;
import org.tributary.graph.Kernel;
import org.tributary.layer.Bias;
import org.tributary.layer.Directions;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.sequence.Layout;
import org.tributary.testing.Upstream;

/**
 * A golden case for a {@link RecurrentModule}, in either layout.
 *
 * @param golden the case in the file's layout
 * @param layout the layout of {@code drawn} and {@code expected}
 * @param drawn the layer's inputs and parameters
 * @param expected PyTorch's results
 */
record GoldenModule(
    GoldenCase golden,
    Layout layout,
    Map<String, GoldenTensor> drawn,
    Map<String, GoldenTensor> expected) {
  /** Names of the tensors with steps and rows; states are the same in both layouts. */
  private static final Set<String> SEQUENCES =
      Set.of("input", "loss.output", "output", "grad.input");

  static GoldenModule of(GoldenCase golden, Layout layout) {
    return new GoldenModule(
        golden, layout, in(layout, golden, golden.drawn()), in(layout, golden, golden.results()));
  }

  private static Map<String, GoldenTensor> in(
      Layout layout, GoldenCase golden, Map<String, GoldenTensor> tensors) {
    if (golden.batchFirst() == (layout == Layout.BATCH_FIRST)) {
      return tensors;
    }
    Map<String, GoldenTensor> converted = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) ->
            converted.put(name, SEQUENCES.contains(name) ? tensor.swapped() : tensor));
    return converted;
  }

  RecurrentModule module(Kernel kernel) {
    return RecurrentModule.of(definition().kernel(kernel), parameters());
  }

  /** Returns a module whose graph TensorFlow does not optimize, which is faster to open. */
  RecurrentModule unoptimized(Kernel kernel) {
    return UnoptimizedModule.of(definition().kernel(kernel), parameters());
  }

  @Override
  public String toString() {
    return golden + " run " + layout;
  }

  /** Returns the definition of PyTorch's layer. */
  Recurrent definition() {
    int in = golden.sizes().input();
    int hidden = golden.sizes().hidden();
    Recurrent layer =
        switch (golden.cell()) {
          case "lstm" -> Recurrent.lstm(in).hidden(hidden);
          case "gru" -> Recurrent.gru(in).hidden(hidden);
          case "rnn_relu" -> Recurrent.rnn(in).hidden(hidden).nonlinearity(Nonlinearity.RELU);
          default -> Recurrent.rnn(in).hidden(hidden);
        };
    layer =
        layer
            .layers(golden.layers())
            .bidirectional(golden.bidirectional() ? Directions.BOTH : Directions.FORWARD)
            .bias(golden.bias() ? Bias.PRESENT : Bias.ABSENT)
            .layout(layout);
    return golden.projection() > 0 ? layer.projection(golden.projection()) : layer;
  }

  /** Returns the input of the layer. */
  RecurrentInput input() {
    RecurrentInput input = RecurrentInput.of(tensor("input"));
    if (golden.lengths().isPresent()) {
      input = input.lengths(golden.lengths().get().stream().mapToInt(Integer::intValue).toArray());
    }
    if (golden.initialState()) {
      input =
          input.from(
              optional("c_0")
                  .map(c -> RecurrentState.of(tensor("h_0"), c))
                  .orElseGet(() -> RecurrentState.of(tensor("h_0"))));
    }
    return input;
  }

  /** Returns the results of the forward pass, under PyTorch's names. */
  Map<String, FloatTensor> forward(RecurrentModule module) {
    RecurrentOutput output = module.forward(input());
    Map<String, FloatTensor> results = new LinkedHashMap<>();
    results.put("output", output.output());
    put(results, "%s_n", output.finalState().byName());
    return results;
  }

  /** Returns the layer's results, under PyTorch's names. */
  Map<String, FloatTensor> run(RecurrentModule module) {
    module.set(parameters());
    Map<String, FloatTensor> results = forward(module);
    Gradients<FloatTensor> back =
        module.backward(
            input(),
            Upstream.of(optional("loss.output"), optional("loss.h_n"), optional("loss.c_n")));
    results.put("grad.input", back.input());
    if (expected.containsKey("grad.h_0")) {
      put(results, "grad.%s_0", back.initial());
    }
    back.parameters().forEach((name, gradient) -> results.put("grad." + name, gradient));
    return results;
  }

  /**
   * Checks that every result matches PyTorch's.
   *
   * @param actual the results of {@link #run}
   * @param tolerance the maximum absolute error of a result
   */
  void assertMatchesTorch(
      Map<String, FloatTensor> actual, ToDoubleFunction<GoldenTensor> tolerance) {
    assertThat(actual.keySet()).as(toString()).isEqualTo(expected.keySet());
    assertMatchTorch(actual, tolerance);
  }

  /** Checks that each of some results matches PyTorch's. */
  void assertMatchTorch(Map<String, FloatTensor> some, ToDoubleFunction<GoldenTensor> tolerance) {
    some.forEach(
        (name, result) -> {
          GoldenTensor tensor = expected.get(name);
          float[] expectedValues = tensor.values();
          float[] values = result.values();
          assertThat(result.shape()).as("%s: %s", this, name).isEqualTo(shape(tensor));
          double within = tolerance.applyAsDouble(tensor);
          for (int k = 0; k < expectedValues.length; k++) {
            boolean bothNan = Float.isNaN(expectedValues[k]) && Float.isNaN(values[k]);
            if (!bothNan && !(Math.abs(values[k] - expectedValues[k]) <= within)) {
              throw new AssertionError(
                  "%s: %s[%d]: expected %s within %s, got %s"
                      .formatted(this, name, k, expectedValues[k], within, values[k]));
            }
          }
        });
  }

  ParameterValues parameters() {
    ParameterValues.Builder builder = ParameterValues.builder();
    definition()
        .parameters()
        .forEach(p -> builder.add(p.name(), p.shape(), drawn.get(p.name()).values()));
    return builder.build();
  }

  private static void put(
      Map<String, FloatTensor> results, String name, Map<String, FloatTensor> state) {
    state.forEach((part, tensor) -> results.put(name.formatted(part), tensor));
  }

  private FloatTensor tensor(String name) {
    GoldenTensor tensor = drawn.get(name);
    return FloatTensor.of(shape(tensor), tensor.values());
  }

  static TensorShape shape(GoldenTensor tensor) {
    return TensorShape.of(Arrays.stream(tensor.shape()).asLongStream().toArray());
  }

  private Optional<FloatTensor> optional(String name) {
    return drawn.containsKey(name) ? Optional.of(tensor(name)) : Optional.empty();
  }
}
