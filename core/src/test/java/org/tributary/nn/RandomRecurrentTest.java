package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.tributary.golden.GoldenCase;
import org.tributary.golden.GoldenCases;
import org.tributary.golden.GoldenTensor;
import org.tributary.graph.Kernel;
import org.tributary.graph.Kernels;
import org.tributary.sequence.Layout;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.testing.CaseSelection;

/**
 * Tests outputs, final states and gradients of random layers against PyTorch's for every kernel, in
 * modules, every second one with TensorFlow's graph optimizer, and in a user's graph. By default
 * the unrolled graphs of the reference kernel are not optimized. {@code docs/golden/recurrent.py
 * --random} writes the layers to the folder of the system property {@code tributary.golden}.
 */
class RandomRecurrentTest {
  /** Maximum number of steps for the reference kernel, whose unrolled graph is slow to build. */
  private static final int MAX_UNROLLED_STEPS = 9;

  static final List<String> CELLS = GoldenCases.CELLS;

  @ParameterizedTest
  @FieldSource("CELLS")
  void modulesMatchTorch(String cell) throws IOException {
    compare(
        cell,
        (golden, kernel) -> {
          // a module's parameters and initial state are arrays, so it has no shared operands
          if (golden.use() == GoldenCase.Use.TWICE || golden.use() == GoldenCase.Use.STATE) {
            return;
          }
          GoldenModule each = GoldenModule.of(golden, layout(golden));
          try (RecurrentModule module =
              golden.seed() % 2 == 0
                      && (CaseSelection.isAll() || !kernel.name().equals("reference"))
                  ? each.module(kernel)
                  : each.unoptimized(kernel)) {
            each.assertMatchesTorch(each.run(module), RandomRecurrentTest::tolerance);
          }
        });
  }

  @ParameterizedTest
  @FieldSource("CELLS")
  void graphsMatchTorch(String cell) throws IOException {
    compare(
        cell,
        (golden, kernel) -> {
          GoldenModule each = GoldenModule.of(golden, layout(golden));
          PaddingStrategy padding =
              golden.seed() % 3 == 0 ? PaddingStrategy.MASKED : PaddingStrategy.PACKED;
          try (GoldenGraph graph = new GoldenGraph(each, kernel, padding)) {
            each.assertMatchesTorch(graph.values(), RandomRecurrentTest::tolerance);
          } catch (AssertionError e) {
            throw new AssertionError(padding + " rows: " + e.getMessage(), e);
          }
        });
  }

  /** A comparison of one case and one kernel. */
  private interface Comparison {
    void of(GoldenCase golden, Kernel kernel);
  }

  private static void compare(String cell, Comparison comparison) throws IOException {
    String folder = System.getProperty("tributary.golden");
    assumeTrue(
        folder != null,
        "SKIPPED: no layers drawn; run docs/golden/recurrent.py --random and set"
            + " -Dtributary.golden");
    List<String> differences = new ArrayList<>();
    int compared = 0;
    for (GoldenCase golden : GoldenCases.in(Path.of(folder), cell)) {
      for (Kernel kernel : Kernels.all()) {
        if (serves(kernel, golden)) {
          try {
            comparison.of(golden, kernel);
          } catch (AssertionError | RuntimeException e) {
            differences.add(golden + " by " + kernel.name() + ": " + e);
          }
          compared++;
        }
      }
    }
    assertThat(differences).isEmpty();
    assertThat(compared).isPositive();
  }

  private static Layout layout(GoldenCase golden) {
    return golden.batchFirst() ? Layout.BATCH_FIRST : Layout.SEQUENCE_FIRST;
  }

  private static boolean serves(Kernel kernel, GoldenCase golden) {
    return switch (kernel.name()) {
      case "block" -> golden.cell().equals("lstm") && golden.projection() == 0;
      case "reference" -> golden.sizes().steps() <= MAX_UNROLLED_STEPS;
      default -> true;
    };
  }

  /** A share of the tensor's largest value, plus PyTorch's own rounding in float32. */
  private static double tolerance(GoldenTensor tensor) {
    double largest = 1;
    for (float value : tensor.values()) {
      largest = Float.isNaN(value) ? largest : Math.max(largest, Math.abs(value));
    }
    double share = tensor.name().startsWith("grad.") ? 1e-4 : 1e-5;
    return largest * share + 8 * tensor.rounding();
  }
}
