package org.tributary.examples.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The notebook's JSON against {@code pytorch-2.6-outputs.json}: every tensor printed by the
 * tutorial's cells, run in order in PyTorch 2.6, at full precision. The golden file has no sizes
 * and no names. {@link NotebookTextTest} compares the printed digits without a tolerance.
 */
class NotebookNumbersTest {
  /** A few float32 roundings; more after 600 training steps. */
  private static final double TOLERANCE = 1e-6;

  private static final double TOLERANCE_AFTER_TRAINING = 5e-6;
  private static final int TRAINED_CELL = 27;
  private static final List<Integer> SIZE_CELLS = List.of(8, 9);

  private static JsonNode expected;
  private static JsonNode actual;

  @BeforeAll
  static void run() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    try (InputStream in =
        NotebookNumbersTest.class.getResourceAsStream("pytorch-2.6-outputs.json")) {
      expected = mapper.readTree(in).get("cells");
    }
    JsonNode json = mapper.readTree(Notebook.run().json());
    assertThat(names(json)).containsExactly("cells");
    actual = json.get("cells");
  }

  static List<Integer> cells() {
    return IntStream.rangeClosed(1, 34).filter(n -> !SIZE_CELLS.contains(n)).boxed().toList();
  }

  @Test
  void everyCellIsPresent() {
    assertThat(names(actual)).isEqualTo(names(expected));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void tensorsMatchPyTorch(int number) {
    JsonNode ours = actual.get(Integer.toString(number));
    JsonNode torchs = expected.get(Integer.toString(number));
    assertThat(ours).hasSameSizeAs(torchs);
    double tolerance = number == TRAINED_CELL ? TOLERANCE_AFTER_TRAINING : TOLERANCE;
    for (int k = 0; k < torchs.size(); k++) {
      assertThat(ours.get(k).get("shape")).isEqualTo(torchs.get(k).get("shape"));
      JsonNode values = torchs.get(k).get("values");
      assertThat(ours.get(k).get("values")).hasSameSizeAs(values);
      for (int j = 0; j < values.size(); j++) {
        JsonNode value = ours.get(k).get("values").get(j);
        assertThat(value.isIntegralNumber()).isEqualTo(values.get(j).isIntegralNumber());
        assertThat(value.doubleValue())
            .as("cell %d, %s, value %d", number, ours.get(k).get("name"), j)
            .isCloseTo(values.get(j).doubleValue(), within(tolerance));
      }
    }
  }

  @Test
  void entryNamesMatchTheTutorial() {
    assertThat(entryNames(2))
        .containsExactly("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0");
    assertThat(entryNames(3)).containsExactly("in1", "out1", "hidden1[0]", "hidden1[1]");
    assertThat(entryNames(13)).containsExactly("packed_outs.data", "packed_outs.batch_sizes");
    assertThat(entryNames(14)).containsExactly("outs", "lengths");
    assertThat(entryNames(27)).containsExactly("tag_scores", "tag_scores.argmax(dim=1)");
    assertThat(entryNames(30)).containsExactly("in1", "out1", "hidden1");
  }

  @Test
  void printedSizesAreIntegerEntries() {
    assertSizes(8, "[5,16,2]");
    assertSizes(9, "[16,5,2]");
  }

  private static void assertSizes(int number, String outs) {
    assertThat(entryNames(number))
        .containsExactly("outs.size()", "hidden[0].size()", "hidden[1].size()");
    List<String> values = new ArrayList<>();
    for (JsonNode size : actual.get(Integer.toString(number))) {
      assertThat(size.get("shape")).hasToString("[3]");
      values.add(size.get("values").toString());
    }
    assertThat(values).containsExactly(outs, "[1,16,2]", "[1,16,2]");
  }

  private static List<String> entryNames(int number) {
    List<String> names = new ArrayList<>();
    actual.get(Integer.toString(number)).forEach(entry -> names.add(entry.get("name").asText()));
    return names;
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
