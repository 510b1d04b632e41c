package org.tributary.examples.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The notebook's text against {@code printed-outputs.txt}, the cell outputs of the original
 * tutorial. They come from an older PyTorch, and cells 21 to 23 are truncated.
 */
class NotebookTextTest {
  private static final Pattern HEADER = Pattern.compile("(?m)^In \\[(\\d+)\\]:\n");
  private static final Pattern NUMBER =
      Pattern.compile("(?<![A-Za-z_])-?\\d+(\\.\\d+)?(e[-+]\\d\\d)?");
  private static final Set<Integer> TRUNCATED_CELLS = Set.of(21, 22, 23);

  /**
   * The number whose last digit differs from the tutorial's, printed twice, within 2e-8 of the
   * rounding boundary. See docs/design/0007-printed-digits.md.
   */
  private static final List<String> KNOWN_DIFFERENCES =
      List.of(
          "cell 21, number 2: 9.9273e-04, printed 9.9274e-04",
          "cell 22, number 2: 9.9273e-04, printed 9.9274e-04");

  private static Map<Integer, String> printed;
  private static Notebook notebook;
  private static Map<Integer, String> ours;

  @BeforeAll
  static void run() throws IOException {
    try (InputStream in = NotebookTextTest.class.getResourceAsStream("printed-outputs.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      printed = cells(text.replaceAll(",\\s*grad_fn=<[^>]*>", ""));
    }
    notebook = Notebook.run();
    ours = cells(notebook.text());
  }

  static Set<Integer> cellsThatPrint() {
    return printed.keySet();
  }

  @Test
  void sameCellsPrint() {
    assertThat(ours.keySet()).containsExactlyElementsOf(printed.keySet()).hasSize(32);
  }

  /** Compares every character outside numbers, including line breaks and spaces. */
  @ParameterizedTest
  @MethodSource("cellsThatPrint")
  void layoutMatchesTheTutorial(int number) {
    String layout = masked(printed(number));
    String text = masked(ours.get(number));
    if (TRUNCATED_CELLS.contains(number)) {
      assertThat(text).startsWith(layout);
    } else {
      assertThat(text).isEqualTo(layout);
    }
  }

  @Test
  void numbersMatchTheTutorialToTheLastDigit() {
    List<String> differences = new ArrayList<>();
    for (int number : printed.keySet()) {
      List<String> theirs = numbers(printed(number));
      List<String> digits = numbers(ours.get(number));
      for (int k = 0; k < theirs.size(); k++) {
        if (!digits.get(k).equals(theirs.get(k))) {
          differences.add(
              "cell %d, number %d: %s, printed %s"
                  .formatted(number, k, digits.get(k), theirs.get(k)));
        }
      }
    }
    assertThat(differences).isEqualTo(KNOWN_DIFFERENCES);
  }

  /** The JSON must contain every printed number. */
  @ParameterizedTest
  @MethodSource("cellsThatPrint")
  void everyPrintedNumberIsInTheJson(int number) {
    List<Number> values =
        notebook.cells().get(number - 1).tensors().stream()
            .flatMap(tensor -> tensor.values().stream())
            .toList();
    if (!values.isEmpty()) {
      assertThat(values).hasSameSizeAs(numbers(ours.get(number)));
    }
  }

  /** Returns the tutorial's output without a number truncated at its end. */
  private static String printed(int number) {
    String text = printed.get(number);
    return TRUNCATED_CELLS.contains(number) ? text.replaceFirst("[-\\d.e]*$", "") : text;
  }

  private static String masked(String text) {
    return NUMBER.matcher(text).replaceAll(match -> "#".repeat(match.group().length()));
  }

  private static List<String> numbers(String text) {
    return NUMBER.matcher(text).results().map(MatchResult::group).toList();
  }

  private static Map<Integer, String> cells(String text) {
    Map<Integer, String> cells = new LinkedHashMap<>();
    Matcher header = HEADER.matcher(text);
    while (header.find()) {
      int end = text.indexOf("\nIn [", header.end());
      String body = text.substring(header.end(), end < 0 ? text.length() : end);
      cells.put(Integer.parseInt(header.group(1)), body.replaceFirst("\n$", ""));
    }
    return cells;
  }
}
