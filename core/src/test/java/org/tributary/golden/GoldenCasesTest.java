package org.tributary.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class GoldenCasesTest {

  static final List<String> CELLS = GoldenCases.CELLS;

  @ParameterizedTest
  @FieldSource("CELLS")
  void repeatsWhatTheScriptDrew(String cell) {
    for (GoldenCase golden : GoldenCases.of(cell)) {
      CRC32 crc = new CRC32();
      golden.drawn().values().forEach(tensor -> crc.update(tensor.littleEndian()));
      assertThat("%08x".formatted(crc.getValue()))
          .as(golden.toString())
          .isEqualTo(golden.drawnCrc32());
    }
  }

  @ParameterizedTest
  @FieldSource("CELLS")
  void aGradientHasTheShapeOfWhatItIsTheGradientOf(String cell) {
    for (GoldenCase golden : GoldenCases.of(cell)) {
      Map<String, GoldenTensor> drawn = golden.drawn();
      Set<String> expected = new HashSet<>(List.of("output", "h_n"));
      if (cell.equals("lstm")) {
        expected.add("c_n");
      }
      drawn.keySet().stream()
          .filter(name -> !name.startsWith("loss."))
          .forEach(name -> expected.add("grad." + name));
      assertThat(golden.results().keySet()).as(golden.toString()).isEqualTo(expected);
      for (GoldenTensor result : golden.results().values()) {
        String source =
            result.name().startsWith("grad.")
                ? result.name().substring("grad.".length())
                : "loss." + result.name();
        assertThat(result.shape()).as("%s %s", golden, result).isEqualTo(drawn.get(source).shape());
      }
    }
  }

  /** What the script fills in itself, since PyTorch refuses empty rows. */
  @Test
  void anEmptyRowKeepsItsStateAndPassesItsGradientOn() {
    int seen = 0;
    for (String cell : GoldenCases.CELLS) {
      for (GoldenCase golden : GoldenCases.of(cell)) {
        int row = golden.lengths().map(lengths -> lengths.indexOf(0)).orElse(-1);
        if (row < 0) {
          continue;
        }
        seen++;
        Map<String, GoldenTensor> drawn = golden.drawn();
        assertThat(rowOfSequence(golden, "output", row)).containsOnly(0);
        assertThat(rowOfSequence(golden, "grad.input", row)).containsOnly(0);
        if (golden.initialState()) {
          assertThat(rowOfState(golden.result("h_n"), row))
              .isEqualTo(rowOfState(drawn.get("h_0"), row));
          assertThat(rowOfState(golden.result("grad.h_0"), row))
              .isEqualTo(rowOfState(drawn.get("loss.h_n"), row));
        } else {
          assertThat(rowOfState(golden.result("h_n"), row)).containsOnly(0);
        }
      }
    }
    assertThat(seen).isPositive();
  }

  @ParameterizedTest
  @FieldSource("CELLS")
  void everyOptionIsMet(String cell) {
    List<GoldenCase> cases = GoldenCases.of(cell);
    assertThat(new HashSet<>(cases.stream().map(GoldenCase::toString).toList()))
        .hasSize(cell.equals("lstm") ? 240 : 120);
    assertThat(cases.stream().map(GoldenCase::layers)).contains(1, 2, 3);
    assertThat(cases.stream().map(GoldenCase::batchFirst)).contains(true, false);
    assertThat(cases.stream().map(GoldenCase::seed)).doesNotHaveDuplicates();
  }

  @Test
  void namesWhatACaseHasWhenAskedForWhatItHasNot() {
    GoldenCase golden = GoldenCases.of("gru").get(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> golden.result("c_n"))
        .withMessageStartingWith("gru layers=1 bias has no c_n, only [output, h_n, grad.input, ");
  }

  /** One row of [layers * directions, N, width]. */
  private static float[] rowOfState(GoldenTensor state, int row) {
    int batch = state.shape()[1];
    return blocks(state, IntStream.range(0, state.shape()[0]).map(i -> i * batch + row));
  }

  /** One row of [N, L, width] or [L, N, width]. */
  private static float[] rowOfSequence(GoldenCase golden, String name, int row) {
    int steps = golden.sizes().steps();
    int batch = golden.sizes().batch();
    return blocks(
        golden.result(name),
        IntStream.range(0, steps)
            .map(step -> golden.batchFirst() ? row * steps + step : step * batch + row));
  }

  /** Runs of the last dimension, by number, one after the other. */
  private static float[] blocks(GoldenTensor tensor, IntStream numbers) {
    int width = tensor.shape()[2];
    int[] chosen = numbers.toArray();
    float[] values = new float[chosen.length * width];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(tensor.values(), chosen[i] * width, values, i * width, width);
    }
    return values;
  }
}
