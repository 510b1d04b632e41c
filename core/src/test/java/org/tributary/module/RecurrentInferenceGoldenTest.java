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

  private static void requireOutput(GoldenModule module, RecurrentInference layers) {
    GoldenTensor input = module.drawn().get("input"); // [L, N, I]
    GoldenTensor output = module.expected().get("output"); // [L, N, D·P]
    int steps = input.shape()[0];
    int rows = input.shape()[1];
    int[] lengths =
        module
            .golden()
            .lengths()
            .map(all -> all.stream().mapToInt(length -> length).toArray())
            .orElseGet(
                () -> {
                  int[] full = new int[rows];
                  Arrays.fill(full, steps);
                  return full;
                });
    float[][] x = new float[Arrays.stream(lengths).sum()][];
    for (int row = 0, at = 0; row < rows; row++) {
      for (int step = 0; step < lengths[row]; step++) {
        x[at++] = vector(input, step, row);
      }
    }
    float[][] y = layers.forward(x, lengths);
    for (int row = 0, at = 0; row < rows; row++) {
      for (int step = 0; step < lengths[row]; step++) {
        float[] expected = vector(output, step, row);
        for (int k = 0; k < expected.length; k++) {
          assertThat((double) y[at][k])
              .as("%s: row %d, step %d, element %d", module, row, step, k)
              .isCloseTo(expected[k], offset(1e-5));
        }
        at++;
      }
    }
  }

  private static float[] vector(GoldenTensor tensor, int step, int row) {
    int size = tensor.shape()[2];
    int from = (step * tensor.shape()[1] + row) * size;
    return Arrays.copyOfRange(tensor.values(), from, from + size);
  }
}
