package org.tributary.module;

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
import org.tributary.golden.GoldenTensor;
import org.tributary.kernel.Kernels;
import org.tributary.layer.Recurrent;
import org.tributary.sequence.Layout;

/**
 * Tests outputs, final states and every gradient against PyTorch's, for every supported kernel and
 * both layouts. The reference kernel, whose graphs are the slowest to build, has one layout: the
 * transposition around a kernel is the same for all. TensorFlow's graph optimizer, which takes most
 * of the time, runs for the fast kernels in one layout.
 */
class RecurrentGoldenTest {

  static Stream<Arguments> cellsKernelsAndLayouts() {
    return GoldenCases.CELLS.stream()
        .flatMap(
            cell ->
                Kernels.all().stream()
                    .filter(kernel -> cell.equals("lstm") || !kernel.name().equals("block"))
                    .flatMap(
                        kernel ->
                            Stream.of(Layout.values())
                                .filter(
                                    layout ->
                                        layout == Layout.SEQUENCE_FIRST
                                            || !kernel.name().equals("reference"))
                                .map(layout -> Arguments.of(cell, kernel.name(), layout))));
  }

  @ParameterizedTest
  @MethodSource("cellsKernelsAndLayouts")
  void resultsMatchTorch(String cell, String kernel, Layout layout) {
    Map<Recurrent, List<GoldenModule>> byDefinition = new LinkedHashMap<>();
    for (GoldenCase golden : GoldenCases.of(cell)) {
      if (!kernel.equals("block") || golden.projection() == 0) {
        GoldenModule each = GoldenModule.of(golden, layout);
        byDefinition.computeIfAbsent(each.definition(), d -> new ArrayList<>()).add(each);
      }
    }
    int compared = 0;
    int definitions = 0;
    for (List<GoldenModule> cases : byDefinition.values()) {
      if (kernel.equals("reference") && definitions++ % 3 != 0) {
        continue; // its graphs of single operations are slow; KernelsTest has the others beside it
      }
      GoldenModule first = cases.get(0);
      try (RecurrentModule module =
          layout == Layout.SEQUENCE_FIRST && !kernel.equals("reference")
              ? first.module(Kernels.named(kernel))
              : first.unoptimized(Kernels.named(kernel))) {
        assertThat(module.definition().layout()).isEqualTo(layout);
        for (GoldenModule each : cases) {
          compared++;
          each.assertMatchesTorch(each.run(module), RecurrentGoldenTest::tolerance);
        }
      }
    }
    int all = cell.equals("lstm") && !kernel.equals("block") ? 240 : 120;
    if (kernel.equals("reference")) {
      assertThat(compared).isBetween(all / 3, all / 2);
    } else {
      assertThat(compared).isEqualTo(all);
    }
  }

  /** Maximum absolute error: 1e-5 forward, 1e-4 in gradients. */
  private static double tolerance(GoldenTensor tensor) {
    return tensor.name().startsWith("grad.") ? 1e-4 : 1e-5;
  }
}
