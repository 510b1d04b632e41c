package org.tributary.examples.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
 * The text against {@code printed-outputs.txt}: what the tutorial's cells print, read from the
 * tutorial, which an older PyTorch wrote and whose cells 21 to 23 are cut off in the middle.
 */
class NotebookTextTest {
  private static final Pattern HEADER = Pattern.compile("(?m)^In \\[(\\d+)\\]:\n");
  private static final Pattern NUMBER =
      Pattern.compile("(?<![A-Za-z_])-?\\d+(\\.\\d+)?(e[-+]\\d\\d)?");
  private static final Set<Integer> CUT = Set.of(21, 22, 23);

  /** What float32 sums in another order may differ by. */
  private static final double ROUNDING = 2e-7;

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
  void theSameCellsPrint() {
    assertThat(ours.keySet()).containsExactlyElementsOf(printed.keySet()).hasSize(32);
  }

  /** Every character but those of numbers, line breaks and spaces included. */
  @ParameterizedTest
  @MethodSource("cellsThatPrint")
  void layoutIsTheTutorials(int number) {
    String layout = masked(printed(number));
    String text = masked(ours.get(number));
    if (CUT.contains(number)) {
      assertThat(text).startsWith(layout);
    } else {
      assertThat(text).isEqualTo(layout);
    }
  }

  /** The same digits, or a value on the border between the two. */
  @ParameterizedTest
  @MethodSource("cellsThatPrint")
  void numbersAreTheTutorials(int number) {
    List<String> theirs = numbers(printed(number));
    List<String> digits = numbers(ours.get(number));
    List<Number> values =
        notebook.cells().get(number - 1).tensors().stream()
            .flatMap(tensor -> tensor.values().stream())
            .toList();
    if (!values.isEmpty()) {
      assertThat(values).hasSameSizeAs(digits);
    }
    for (int k = 0; k < theirs.size(); k++) {
      if (!digits.get(k).equals(theirs.get(k))) {
        double border = (Double.parseDouble(digits.get(k)) + Double.parseDouble(theirs.get(k))) / 2;
        assertThat(values.get(k).doubleValue())
            .as("cell %d, number %d: %s, printed %s", number, k, digits.get(k), theirs.get(k))
            .isCloseTo(border, within(ROUNDING));
      }
    }
  }

  /** What the tutorial prints, without the number in whose middle it may be cut. */
  private static String printed(int number) {
    String text = printed.get(number);
    return CUT.contains(number) ? text.replaceFirst("[-\\d.e]*$", "") : text;
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
