package org.tributary.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.tributary.golden.GoldenCase;
import org.tributary.golden.GoldenCases;
import org.tributary.golden.GoldenTensor;
import org.tributary.kernel.Kernel;
import org.tributary.kernel.Kernels;
import org.tributary.sequence.Layout;

/**
 * Outputs, final states and every gradient are PyTorch's for layers that {@code
 * docs/golden/recurrent.py --random} has drawn, of sizes from 1 on, by every kernel that can serve.
 * The folder it has written to is the system property {@code tributary.golden}.
 */
class RecurrentAtRandomTest {
  /** The reference unrolls, and a graph of many steps takes long to build. */
  private static final int UNROLLED = 9;

  static final List<String> CELLS = GoldenCases.CELLS;

  @ParameterizedTest
  @FieldSource("CELLS")
  void everyNumberIsTorchs(String cell) throws IOException {
    String folder = System.getProperty("tributary.golden");
    assumeTrue(
        folder != null,
        "SKIPPED: no layers drawn; run docs/golden/recurrent.py --random and set -Dtributary.golden");
    int seen = 0;
    for (GoldenCase golden : GoldenCases.in(Path.of(folder), cell)) {
      for (Kernel kernel : Kernels.all()) {
        if (serves(kernel, golden)) {
          GoldenModule each = GoldenModule.of(golden, layout(golden));
          try (RecurrentModule module = each.module(kernel)) {
            each.assertTorchs(each.run(module), RecurrentAtRandomTest::tolerance);
            seen++;
          } catch (AssertionError e) {
            throw new AssertionError(kernel.name() + ": " + e.getMessage(), e);
          }
        }
      }
    }
    assertThat(seen).isPositive();
  }

  private static Layout layout(GoldenCase golden) {
    return golden.batchFirst() ? Layout.BATCH_FIRST : Layout.SEQUENCE_FIRST;
  }

  private static boolean serves(Kernel kernel, GoldenCase golden) {
    return switch (kernel.name()) {
      case "block" -> golden.cell().equals("lstm") && golden.projection() == 0;
      case "reference" -> golden.sizes().steps() <= UNROLLED;
      default -> true;
    };
  }

  /** Sums of many numbers: the error goes by the largest of them. */
  private static double tolerance(GoldenTensor tensor) {
    double largest = 1;
    for (float value : tensor.values()) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest * (tensor.name().startsWith("grad.") ? 1e-4 : 1e-5);
  }
}
