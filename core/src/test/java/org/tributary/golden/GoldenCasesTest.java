package org.tributary.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Comparator;
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
  private static final List<Boolean> EITHER = List.of(true, false);

  @ParameterizedTest
  @FieldSource("CELLS")
  void drawsMatchScript(String cell) {
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
  void gradientsHaveShapesOfTheirTensors(String cell) {
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

  /** Checks the values that the script fills in itself, because PyTorch rejects empty rows. */
  @Test
  void emptyRowKeepsStateAndPassesGradient() {
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

  /** Checks the full product of layers, directions, bias, projection, lengths and initial state. */
  @ParameterizedTest
  @FieldSource("CELLS")
  void allOptionCombinationsOccurOnce(String cell) {
    List<String> expected = new ArrayList<>();
    for (int layers : List.of(1, 2, 3)) {
      for (boolean bidirectional : EITHER) {
        for (boolean bias : EITHER) {
          for (boolean projected : cell.equals("lstm") ? EITHER : List.of(false)) {
            for (LengthKind lengths : LengthKind.values()) {
              for (boolean initial : EITHER) {
                expected.add(options(layers, bidirectional, bias, projected, lengths, initial));
              }
            }
          }
        }
      }
    }
    List<GoldenCase> cases = GoldenCases.of(cell);
    assertThat(expected).hasSize(cell.equals("lstm") ? 240 : 120);
    assertThat(cases.stream().map(GoldenCasesTest::options))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(cases.stream().map(GoldenCase::seed)).doesNotHaveDuplicates();
  }

  /** The files store one layout of each case; tests derive the other. */
  @ParameterizedTest
  @FieldSource("CELLS")
  void everyOptionValueIsStoredInBothLayouts(String cell) {
    Set<String> optionValues = new HashSet<>();
    for (GoldenCase golden : GoldenCases.of(cell)) {
      for (String option : options(golden).split(", ", -1)) {
        optionValues.add(option + (golden.batchFirst() ? " batch-first" : " sequence-first"));
      }
    }
    int values = 3 + 2 + 2 + (cell.equals("lstm") ? 2 : 1) + LengthKind.values().length + 2;
    assertThat(optionValues).hasSize(2 * values);
  }

  /** Distinct sizes make a mix-up of sizes or layouts fail. */
  @ParameterizedTest
  @FieldSource("CELLS")
  void sizesAreDistinct(String cell) {
    for (GoldenCase golden : GoldenCases.of(cell)) {
      GoldenCase.Sizes sizes = golden.sizes();
      List<Integer> all =
          new ArrayList<>(List.of(sizes.batch(), sizes.steps(), sizes.input(), sizes.hidden()));
      if (golden.projection() > 0) {
        all.add(golden.projection());
      }
      assertThat(all).as(golden.toString()).doesNotHaveDuplicates();
    }
  }

  @Test
  void swappedTransposesFirstTwoAxes() {
    GoldenTensor tensor =
        new GoldenTensor("x", new int[] {3, 2, 1}, new float[] {1, 2, 3, 4, 5, 6});
    assertThat(tensor.swapped().shape()).containsExactly(2, 3, 1);
    assertThat(tensor.swapped().values()).containsExactly(1, 3, 5, 2, 4, 6);
    assertThat(tensor.swapped().swapped().values()).isEqualTo(tensor.values());
  }

  @Test
  void unknownResultNameListsKnownNames() {
    GoldenCase golden = GoldenCases.of("gru").get(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> golden.result("c_n"))
        .withMessageStartingWith(
            "gru Sizes[batch=3, steps=5, input=7, hidden=6] layers=1 bias seed=4000 has no c_n, only [output, h_n, grad.input, ");
  }

  /** The kinds of row lengths in a batch. */
  private enum LengthKind {
    NONE,
    EQUAL,
    SORTED,
    UNSORTED,
    WITH_ZERO;

    static LengthKind of(GoldenCase golden) {
      if (golden.lengths().isEmpty()) {
        return NONE;
      }
      List<Integer> lengths = golden.lengths().get();
      if (lengths.contains(0)) {
        return WITH_ZERO;
      }
      if (new HashSet<>(lengths).size() == 1) {
        return EQUAL;
      }
      List<Integer> descending = lengths.stream().sorted(Comparator.reverseOrder()).toList();
      return lengths.equals(descending) ? SORTED : UNSORTED;
    }
  }

  private static String options(GoldenCase golden) {
    return options(
        golden.layers(),
        golden.bidirectional(),
        golden.bias(),
        golden.projection() > 0,
        LengthKind.of(golden),
        golden.initialState());
  }

  private static String options(
      int layers,
      boolean bidirectional,
      boolean bias,
      boolean projected,
      LengthKind lengths,
      boolean initial) {
    return "%d layers, bidirectional %s, bias %s, projected %s, lengths %s, initial state %s"
        .formatted(layers, bidirectional, bias, projected, lengths, initial);
  }

  /** Returns one row of [layers * directions, N, width]. */
  private static float[] rowOfState(GoldenTensor state, int row) {
    int batch = state.shape()[1];
    return blocks(state, IntStream.range(0, state.shape()[0]).map(i -> i * batch + row));
  }

  /** Returns one row of [N, L, width] or [L, N, width]. */
  private static float[] rowOfSequence(GoldenCase golden, String name, int row) {
    int steps = golden.sizes().steps();
    int batch = golden.sizes().batch();
    return blocks(
        golden.result(name),
        IntStream.range(0, steps)
            .map(step -> golden.batchFirst() ? row * steps + step : step * batch + row));
  }

  /** Concatenates blocks of the last dimension by their indices. */
  private static float[] blocks(GoldenTensor tensor, IntStream indices) {
    int width = tensor.shape()[2];
    int[] chosen = indices.toArray();
    float[] values = new float[chosen.length * width];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(tensor.values(), chosen[i] * width, values, i * width, width);
    }
    return values;
  }
}
