package org.tributary.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.tributary.golden.GoldenCase;
import org.tributary.golden.GoldenCases;
import org.tributary.kernel.Kernel;
import org.tributary.kernel.Kernels;

/** Outputs, final states and every gradient are PyTorch's, by every kernel that can serve. */
class RecurrentGoldenTest {

  static final List<String> CELLS = GoldenCases.CELLS;

  /** The reference unrolls, so its graph is placed for a known number of steps. */
  @ParameterizedTest
  @FieldSource("CELLS")
  void byTheReferenceEveryNumberIsTorchs(String cell) {
    Map<String, List<GoldenCase>> byForm =
        byForm(cell, golden -> "" + GoldenGraph.definition(golden) + golden.initialState());
    for (List<GoldenCase> cases : byForm.values()) {
      try (GoldenGraph graph = new GoldenGraph(cases.get(0), Kernels.reference())) {
        cases.forEach(golden -> assertTorchs(golden, graph.run(golden)));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("CELLS")
  void byTheScanEveryNumberIsTorchs(String cell) {
    assertModules(byForm(cell, golden -> GoldenGraph.definition(golden).toString()), "scan");
  }

  @Test
  void byTheBlockEveryNumberIsTorchs() {
    Map<String, List<GoldenCase>> byForm =
        byForm("lstm", golden -> GoldenGraph.definition(golden).toString());
    byForm.values().removeIf(cases -> cases.get(0).projection() > 0);
    assertModules(byForm, "block");
  }

  private static Map<String, List<GoldenCase>> byForm(
      String cell, Function<GoldenCase, String> form) {
    Map<String, List<GoldenCase>> byForm = new LinkedHashMap<>();
    for (GoldenCase golden : GoldenCases.of(cell)) {
      byForm.computeIfAbsent(form.apply(golden), f -> new ArrayList<>()).add(golden);
    }
    return byForm;
  }

  private static void assertModules(Map<String, List<GoldenCase>> byForm, String kernelName) {
    Optional<Kernel> kernel =
        Kernels.all().stream().filter(k -> k.name().equals(kernelName)).findFirst();
    assertThat(kernel).isPresent();
    for (List<GoldenCase> cases : byForm.values()) {
      GoldenModule golden = new GoldenModule(cases.get(0));
      try (RecurrentModule module = golden.module(kernel)) {
        cases.forEach(each -> assertTorchs(each, new GoldenModule(each).run(module)));
      }
    }
  }

  /** Absolute error at most 1e-5 forward and 1e-4 in gradients. */
  static void assertTorchs(GoldenCase golden, Map<String, float[]> actual) {
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
