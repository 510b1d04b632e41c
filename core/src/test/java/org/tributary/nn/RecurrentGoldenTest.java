package org.tributary.nn;

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
import org.tributary.graph.Kernels;
import org.tributary.layer.Bias;
import org.tributary.layer.Directions;
import org.tributary.layer.Recurrent;
import org.tributary.sequence.Layout;
import org.tributary.testing.CaseSelection;

/**
 * Tests outputs, final states and every gradient against PyTorch's, for every supported kernel and
 * both layouts. By default a fast kernel runs a quarter of the layers in each layout, PyTorch's
 * default of one layer forward among them: each number of layers, direction, bias and projection
 * occurs in both. The reference kernel, whose graphs are the slowest to build, has one layout,
 * because the transposition around a kernel is the same for all, and by default a ninth of the
 * layers; {@code KernelsTest} compares it with the others. TensorFlow's graph optimizer, which
 * takes most of the time, runs for the fast kernels in one layout, by default for some of the
 * layers.
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
    int all = cell.equals("lstm") && !kernel.equals("block") ? 240 : 120;
    assertThat(byDefinition.values().stream().mapToInt(List::size).sum()).isEqualTo(all);
    int compared = 0;
    int number = 0;
    for (List<GoldenModule> cases : byDefinition.values()) {
      int layer = number++;
      if (!isIncluded(cell, kernel, cases.get(0).definition(), layer)) {
        continue;
      }
      GoldenModule first = cases.get(0);
      try (RecurrentModule module =
          layout == Layout.SEQUENCE_FIRST
                  && !kernel.equals("reference")
                  && CaseSelection.includes(9, layer, 6)
              ? first.module(Kernels.named(kernel))
              : first.unoptimized(Kernels.named(kernel))) {
        assertThat(module.definition().layout()).isEqualTo(layout);
        for (GoldenModule each : cases) {
          compared++;
          each.assertMatchesTorch(each.run(module), RecurrentGoldenTest::tolerance);
        }
      }
    }
    int part = kernel.equals("reference") ? all / 12 : all / 5;
    assertThat(compared).isBetween(CaseSelection.count(part, all), all);
  }

  private static boolean isIncluded(String cell, String kernel, Recurrent layer, int number) {
    return kernel.equals("reference")
        ? CaseSelection.includes(9, number, GoldenCases.CELLS.indexOf(cell))
        : isDefault(layer)
            || CaseSelection.includes(
                4,
                layer.layers(),
                layer.directions() == Directions.FORWARD ? 0 : 1,
                layer.cell().bias() == Bias.PRESENT ? 0 : 1,
                layer.layout() == Layout.SEQUENCE_FIRST ? 0 : 1,
                layer.cell().outputSize() == layer.cell().hiddenSize() ? 0 : 1);
  }

  private static boolean isDefault(Recurrent layer) {
    return layer.layers() == 1
        && layer.directions() == Directions.FORWARD
        && layer.cell().bias() == Bias.PRESENT;
  }

  /** Maximum absolute error: 1e-5 forward, 1e-4 in gradients. */
  private static double tolerance(GoldenTensor tensor) {
    return tensor.name().startsWith("grad.") ? 1e-4 : 1e-5;
  }
}
