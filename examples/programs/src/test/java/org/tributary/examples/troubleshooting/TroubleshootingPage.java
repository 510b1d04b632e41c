package org.tributary.examples.troubleshooting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The messages of the guide's page on troubleshooting.
 *
 * @param messages messages with an ellipsis instead of each value
 */
record TroubleshootingPage(List<String> messages) {
  static final String ELLIPSIS = "…";

  private static final Path PAGE = Path.of("..", "..", "docs", "guide", "troubleshooting.md");
  private static final String SPARK = "## Spark";
  private static final int MIN_LETTERS = 5;
  private static final Pattern NAME = Pattern.compile("^(?:… …: |…, line …: |…: )");
  private static final Pattern CODE = Pattern.compile("`([^`]*)`");

  /**
   * Reads the page without the section on Spark, whose messages the module {@code spark} provokes;
   * each row of its tables needs a message, a cause and a cure.
   */
  static TroubleshootingPage read() throws IOException {
    List<String> messages = new ArrayList<>();
    String section = "";
    for (String line : Files.readAllLines(PAGE)) {
      section = line.startsWith("## ") ? line : section;
      if (!line.startsWith("| `") || section.equals(SPARK)) {
        continue;
      }
      List<String> cells =
          Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList();
      assertThat(cells)
          .as(line)
          .hasSizeBetween(3, 4)
          .allMatch(cell -> !cell.isEmpty(), "is not empty");
      CODE.matcher(cells.get(0)).results().map(code -> code.group(1)).forEach(messages::add);
    }
    return new TroubleshootingPage(List.copyOf(messages));
  }

  /**
   * Returns whether {@code printed} is the message. The page may omit the name of a file or option
   * before it, and the cure after a semicolon.
   */
  static boolean matches(String message, String printed) {
    String regex =
        Arrays.stream(message.split(ELLIPSIS, -1))
            .map(Pattern::quote)
            .reduce((before, after) -> before + ".*" + after)
            .orElseThrow();
    return Pattern.compile("(?:.*: )?" + regex + "(?:;.*)?").matcher(printed).matches();
  }

  /** Returns whether a message of the page has {@code head}, or {@code head} a message. */
  boolean covers(String head) {
    return isSpecific(head)
        && messages.stream()
            .map(TroubleshootingPage::withoutName)
            .anyMatch(message -> message.contains(head) || head.contains(message));
  }

  /** Returns a message without the names of file, line and option before it. */
  static String withoutName(String message) {
    return NAME.matcher(message).replaceFirst("");
  }

  /** Returns whether a message has enough words of its own to tell it from others. */
  private static boolean isSpecific(String message) {
    return message.replaceAll("expected|got|\\P{L}", "").length() >= MIN_LETTERS;
  }
}
