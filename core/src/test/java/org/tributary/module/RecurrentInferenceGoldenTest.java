package org.tributary.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.tributary.golden.GoldenCase;
import org.tributary.golden.GoldenCases;
import org.tributary.golden.GoldenTensor;
import org.tributary.inference.RecurrentInference;
import org.tributary.sequence.Layout;

/** Compares layers on Java arrays with PyTorch's, row by row without padding. */
class RecurrentInferenceGoldenTest {
  static final List<String> CELLS = GoldenCases.CELLS;

  @ParameterizedTest
  @FieldSource("CELLS")
  void outputsMatchTorch(String cell) {
    int compared = 0;
    for (GoldenCase golden : GoldenCases.of(cell)) {
      if (!golden.initialState()) {
        GoldenModule module = GoldenModule.of(golden, Layout.SEQUENCE_FIRST);
        RecurrentInference layers =
            module.definition().inference(module.parameters()).orElseThrow();
        requireOutput(module, layers);
        compared++;
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(60);
  }

  /** Streams, which have one direction, from initial states. */
  @ParameterizedTest
  @FieldSource("CELLS")
  void streamsFromInitialStatesMatchTorch(String cell) {
    int compared = 0;
    for (GoldenCase golden : GoldenCases.of(cell)) {
      if (golden.initialState() && !golden.bidirectional()) {
        requireStreams(GoldenModule.of(golden, Layout.SEQUENCE_FIRST));
        compared++;
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(10);
  }

  private static void requireStreams(GoldenModule module) {
    RecurrentInference layers = module.definition().inference(module.parameters()).orElseThrow();
    GoldenTensor input = module.drawn().get("input"); // [L, N, I]
    List<String> parts = module.drawn().containsKey("c_0") ? List.of("h", "c") : List.of("h");
    int[] lengths = lengths(module);
    for (int row = 0; row < lengths.length; row++) {
      RecurrentInference.Stream stream = layers.stream(1);
      for (int layer = 0; layer < module.golden().layers(); layer++) {
        for (int part = 0; part < parts.size(); part++) {
          float[] initial = vector(module.drawn().get(parts.get(part) + "_0"), layer, row);
          System.arraycopy(initial, 0, stream.state(layer).part(part)[0], 0, initial.length);
        }
        stream.state(layer).changed();
      }
      for (int step = 0; step < lengths[row]; step++) {
        assertClose(
            "%s: row %d, step %d".formatted(module, row, step),
            stream.step(new float[][] {vector(input, step, row)})[0],
            vector(module.expected().get("output"), step, row));
      }
      for (int layer = 0; layer < module.golden().layers(); layer++) {
        for (int part = 0; part < parts.size(); part++) {
          assertClose(
              "%s: final %s of row %d, layer %d".formatted(module, parts.get(part), row, layer),
              stream.state(layer).part(part)[0],
              vector(module.expected().get(parts.get(part) + "_n"), layer, row));
        }
      }
    }
  }

  private static void assertClose(String name, float[] actual, float[] expected) {
    for (int k = 0; k < expected.length; k++) {
      assertThat((double) actual[k])
          .as("%s, element %d", name, k)
          .isCloseTo(expected[k], offset(1e-5));
    }
  }

  private static int[] lengths(GoldenModule module) {
    GoldenTensor input = module.drawn().get("input");
    int[] full = new int[input.shape()[1]];
    Arrays.fill(full, input.shape()[0]);
    return module
        .golden()
        .lengths()
        .map(all -> all.stream().mapToInt(length -> length).toArray())
        .orElse(full);
  }

  private static void requireOutput(GoldenModule module, RecurrentInference layers) {
    GoldenTensor input = module.drawn().get("input"); // [L, N, I]
    GoldenTensor output = module.expected().get("output"); // [L, N, D·P]
    int[] lengths = lengths(module);
    int rows = lengths.length;
    float[][] x = new float[Arrays.stream(lengths).sum()][];
    for (int row = 0, at = 0; row < rows; row++) {
      for (int step = 0; step < lengths[row]; step++) {
        x[at++] = vector(input, step, row);
      }
    }
    float[][] y = layers.forward(x, lengths);
    for (int row = 0, at = 0; row < rows; row++) {
      for (int step = 0; step < lengths[row]; step++) {
        assertClose(
            "%s: row %d, step %d".formatted(module, row, step), y[at++], vector(output, step, row));
      }
    }
  }

  private static float[] vector(GoldenTensor tensor, int step, int row) {
    int size = tensor.shape()[2];
    int from = (step * tensor.shape()[1] + row) * size;
    return Arrays.copyOfRange(tensor.values(), from, from + size);
  }
}
