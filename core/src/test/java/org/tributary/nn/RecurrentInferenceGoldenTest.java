package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.tributary.golden.GoldenCase;
import org.tributary.golden.GoldenCases;
import org.tributary.layer.Directions;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.sequence.Layout;

/** Compares modules and steppers that run on Java arrays, without a graph, with PyTorch. */
class RecurrentInferenceGoldenTest {
  static final List<String> CELLS = GoldenCases.CELLS;

  @ParameterizedTest
  @FieldSource("CELLS")
  void resultsMatchTorch(String cell) {
    int compared = 0;
    for (GoldenCase golden : GoldenCases.of(cell)) {
      for (Layout layout : Layout.values()) {
        GoldenModule each = GoldenModule.of(golden, layout);
        try (RecurrentModule module = withoutGraph(each)) {
          Map<String, FloatTensor> results = each.forward(module);
          assertThat(results).hasSize(1 + each.definition().cell().stateParts().size());
          each.assertMatchTorch(results, tensor -> 1e-5);
          compared++;
        }
      }
    }
    assertThat(compared).isEqualTo(cell.equals("lstm") ? 480 : 240);
  }

  @ParameterizedTest
  @FieldSource("CELLS")
  void streamsMatchTorch(String cell) {
    int compared = 0;
    for (GoldenCase golden : GoldenCases.of(cell)) {
      GoldenModule each = GoldenModule.of(golden, Layout.SEQUENCE_FIRST);
      if (each.definition().directions() == Directions.FORWARD) {
        try (RecurrentModule module = withoutGraph(each)) {
          each.assertMatchTorch(streamed(each, module), tensor -> 1e-5);
        }
        compared++;
      }
    }
    assertThat(compared).isEqualTo(cell.equals("lstm") ? 120 : 60);
  }

  /** Returns a module whose graph cannot be opened. */
  private static RecurrentModule withoutGraph(GoldenModule each) {
    return new RecurrentModule(
        each.definition(),
        each.parameters(),
        each.definition()::inference,
        graph -> {
          throw new AssertionError("expected no graph for " + each);
        });
  }

  /** Returns the outputs and final states of a stepper for each row. */
  private static Map<String, FloatTensor> streamed(GoldenModule each, RecurrentModule module) {
    Recurrent definition = each.definition();
    RecurrentInput input = each.input();
    TensorShape shape = input.values().shape(); // [L, N, I]
    int rows = (int) shape.get(1);
    Map<String, FloatTensor> results = new LinkedHashMap<>();
    float[] outputs = new float[(int) shape.get(0) * rows * definition.outputSize()];
    Map<String, float[]> states = new LinkedHashMap<>();
    for (int row = 0; row < rows; row++) {
      int stream = row;
      Stepper stepper = module.stepper();
      input
          .initial()
          .ifPresent(
              initial ->
                  stepper.restore(
                      RecurrentState.of(
                          definition.cell(),
                          initial.parts().stream()
                              .map(part -> Rows.state(part, stream))
                              .toList())));
      int length = input.lengths().map(all -> all.get(stream)).orElse((int) shape.get(0));
      FloatTensor x = Rows.row(definition, input.values(), row, length);
      for (int step = 0; step < length; step++) {
        float[] y = stepper.step(x.at(step)).values();
        System.arraycopy(y, 0, outputs, (step * rows + row) * y.length, y.length);
      }
      stepper
          .save()
          .byName()
          .forEach(
              (part, value) -> {
                int layers = (int) value.shape().get(0);
                int size = (int) value.shape().get(1);
                float[] all = states.computeIfAbsent(part, p -> new float[layers * rows * size]);
                for (int layer = 0; layer < layers; layer++) {
                  value.copy(layer * size, all, (layer * rows + stream) * size, size);
                }
              });
    }
    results.put(
        "output",
        FloatTensor.of(TensorShape.of(shape.get(0), rows, definition.outputSize()), outputs));
    states.forEach(
        (part, values) ->
            results.put(
                part + "_n",
                FloatTensor.of(
                    TensorShape.of(
                        definition.layers(), rows, values.length / definition.layers() / rows),
                    values)));
    return results;
  }
}
