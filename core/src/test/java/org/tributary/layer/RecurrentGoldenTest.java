package org.tributary.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.golden.GoldenCase;
import org.tributary.golden.GoldenCases;
import org.tributary.kernel.Kernel;
import org.tributary.kernel.Kernels;

/** Outputs, final states and every gradient are PyTorch's, by every kernel that can serve. */
class RecurrentGoldenTest {

  static Stream<Arguments> cellsAndKernels() {
    return GoldenCases.CELLS.stream()
        .flatMap(cell -> Kernels.all().stream().map(kernel -> Arguments.of(cell, kernel.name())))
        .filter(a -> !a.get()[1].equals("block") || a.get()[0].equals("lstm"));
  }

  @ParameterizedTest
  @MethodSource("cellsAndKernels")
  void everyNumberIsTorchs(String cell, String kernelName) {
    Kernel kernel =
        Kernels.all().stream().filter(k -> k.name().equals(kernelName)).findFirst().orElseThrow();
    Map<Recurrent, List<GoldenModule>> byDefinition = new LinkedHashMap<>();
    for (GoldenCase golden : GoldenCases.of(cell)) {
      if (!kernelName.equals("block") || golden.projection() == 0) {
        GoldenModule each = new GoldenModule(golden);
        byDefinition.computeIfAbsent(each.definition(), d -> new ArrayList<>()).add(each);
      }
    }
    int seen = 0;
    for (List<GoldenModule> cases : byDefinition.values()) {
      try (RecurrentModule module = cases.get(0).module(kernel)) {
        for (GoldenModule each : cases) {
          seen++;
          assertTorchs(each.golden(), each.run(module));
        }
      }
    }
    assertThat(seen).isEqualTo(cell.equals("lstm") && !kernelName.equals("block") ? 240 : 120);
  }

  /** Absolute error at most 1e-5 forward and 1e-4 in gradients. */
  private static void assertTorchs(GoldenCase golden, Map<String, float[]> actual) {
    assertThat(actual.keySet()).as(golden.toString()).isEqualTo(golden.results().keySet());
    golden
        .results()
        .forEach(
            (name, tensor) -> {
              float[] expected = tensor.values();
              float[] values = actual.get(name);
              assertThat(values).as("%s: %s", golden, name).hasSameSizeAs(expected);
              double tolerance = name.startsWith("grad.") ? 1e-4 : 1e-5;
              for (int k = 0; k < expected.length; k++) {
                if (!(Math.abs(values[k] - expected[k]) <= tolerance)) {
                  throw new AssertionError(
                      "%s: %s[%d]: expected %s within %s, got %s"
                          .formatted(golden, name, k, expected[k], tolerance, values[k]));
                }
              }
            });
  }
}
