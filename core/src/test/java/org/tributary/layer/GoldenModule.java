package org.tributary.layer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tributary.cell.Nonlinearity;
import org.tributary.golden.GoldenCase;
import org.tributary.golden.GoldenTensor;
import org.tributary.kernel.Kernel;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;

/** A golden case for a {@link RecurrentModule}. */
record GoldenModule(GoldenCase golden, Map<String, GoldenTensor> drawn) {

  GoldenModule(GoldenCase golden) {
    this(golden, golden.drawn());
  }

  RecurrentModule module(Kernel kernel) {
    return new RecurrentModule(
        definition(), parameters(), new Placement(Optional.of(kernel), golden.sizes().steps()));
  }

  /** The definition of the layer that PyTorch ran. */
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
    layer = layer.layers(golden.layers());
    layer = golden.bidirectional() ? layer.bidirectional() : layer;
    layer = golden.bias() ? layer : layer.withoutBias();
    layer = golden.batchFirst() ? layer.batchFirst() : layer;
    return golden.projection() > 0 ? layer.projection(golden.projection()) : layer;
  }

  /** What the layer gives, under PyTorch's names. */
  Map<String, float[]> run(RecurrentModule module) {
    module.set(parameters());
    RecurrentInput input = RecurrentInput.of(tensor("input"));
    if (golden.lengths().isPresent()) {
      input = input.lengths(golden.lengths().get().stream().mapToInt(Integer::intValue).toArray());
    }
    if (golden.initialState()) {
      input = input.from(new RecurrentState(tensor("h_0"), optional("c_0")));
    }
    RecurrentOutput output = module.forward(input);
    RecurrentGradients back =
        module.backward(
            input,
            new OutputGradients<>(
                optional("loss.output"), optional("loss.h_n"), optional("loss.c_n")));
    Map<String, float[]> results = new LinkedHashMap<>();
    results.put("output", output.output().values());
    put(results, "%s_n", output.finalState());
    results.put("grad.input", back.input().values());
    if (golden.initialState()) {
      put(results, "grad.%s_0", back.initial());
    }
    back.parameters()
        .names()
        .forEach(name -> results.put("grad." + name, back.parameters().values(name)));
    return results;
  }

  private ParameterValues parameters() {
    ParameterValues.Builder builder = ParameterValues.builder();
    definition()
        .parameters()
        .forEach(p -> builder.add(p.name(), p.shape(), drawn.get(p.name()).values()));
    return builder.build();
  }

  private static void put(Map<String, float[]> results, String name, RecurrentState state) {
    List<String> letters = List.of("h", "c");
    for (int k = 0; k < state.parts().size(); k++) {
      results.put(name.formatted(letters.get(k)), state.parts().get(k).values());
    }
  }

  private FloatTensor tensor(String name) {
    GoldenTensor tensor = drawn.get(name);
    long[] shape = java.util.Arrays.stream(tensor.shape()).asLongStream().toArray();
    return FloatTensor.of(Shape.of(shape), tensor.values());
  }

  private Optional<FloatTensor> optional(String name) {
    return drawn.containsKey(name) ? Optional.of(tensor(name)) : Optional.empty();
  }
}
