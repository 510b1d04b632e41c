package org.tributary.internal.training;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.tributary.param.ParameterValues;
import org.tributary.train.TrainingException;

/**
 * The complete state of a training run between two steps.
 *
 * @param fingerprint lines of the form {@code name: value} that identify the run
 * @param progress the progress of the training loop
 * @param parts named values: parameters, optimizer state, averages
 */
public record Checkpoint(
    List<String> fingerprint, TrainingProgress progress, Map<String, ParameterValues> parts) {

  /** Copies list and map, in order. */
  public Checkpoint {
    fingerprint = List.copyOf(fingerprint);
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
  }

  /**
   * Returns the part of this name.
   *
   * @throws TrainingException if there is no such part
   */
  public ParameterValues part(String name) {
    ParameterValues part = parts.get(name);
    if (part == null) {
      throw new TrainingException(
          "checkpoint: expected a part %s, got %s".formatted(name, parts.keySet()));
    }
    return part;
  }

  /**
   * Checks that this is a checkpoint of the run that {@code expected} describes.
   *
   * @param source the checkpoint's source, for messages
   * @throws TrainingException if a line differs, naming the first difference
   */
  void requireFingerprint(List<String> expected, Object source) {
    for (String expectedLine : expected) {
      String actualLine =
          fingerprint.stream()
              .filter(line -> key(line).equals(key(expectedLine)))
              .findFirst()
              .orElse("none");
      if (!expectedLine.equals(actualLine)) {
        throw otherRun(source, expectedLine, actualLine);
      }
    }
    fingerprint.stream()
        .filter(line -> !expected.contains(line))
        .findFirst()
        .ifPresent(
            line -> {
              throw otherRun(source, "nothing more", line);
            });
  }

  private static String key(String line) {
    return line.substring(0, line.indexOf(": ") + 1);
  }

  /** Maximum length of an excerpt of a line in a message, in characters. */
  private static final int MAX_SHOWN = 300;

  /** Number of characters shown before the first difference of a longer line. */
  private static final int SHOWN_BEFORE = 40;

  /** Between the parts of a line, not within brackets. */
  private static final Pattern PART = Pattern.compile(", (?![^\\[\\]]*])");

  /** Returns a line, of a long one only the parts of its list in which it differs from another. */
  private static String differing(String line, String other) {
    if (line.length() < 100 || !key(line).equals(other.contains(": ") ? key(other) : "")) {
      return line;
    }
    List<String> parts = List.of(PART.split(line));
    List<String> others = List.of(PART.split(other));
    int from = 0;
    while (from < Math.min(parts.size(), others.size())
        && parts.get(from).equals(others.get(from))) {
      from++;
    }
    int same = 0;
    while (same < Math.min(parts.size(), others.size()) - from
        && parts.get(parts.size() - 1 - same).equals(others.get(others.size() - 1 - same))) {
      same++;
    }
    String differing = String.join(", ", parts.subList(from, parts.size() - same));
    return from == 0 ? differing : key(line) + " " + differing;
  }

  private static TrainingException otherRun(Object source, String expectedLine, String actualLine) {
    return new TrainingException(
        ("checkpoint %s: this is another run's; expected %s, got %s; resume that run with the same"
                + " versions, definition, options, initial weights and data, or give another file to start over")
            .formatted(
                source, excerpt(expectedLine, actualLine), excerpt(actualLine, expectedLine)));
  }

  /**
   * Returns what differs in a line, cut to {@link #MAX_SHOWN} characters at the first difference.
   */
  private static String excerpt(String line, String other) {
    String text = differing(line, other);
    if (text.length() <= MAX_SHOWN) {
      return text;
    }
    int same = Arrays.mismatch(text.toCharArray(), differing(other, line).toCharArray());
    int from = Math.max(0, same - SHOWN_BEFORE);
    int to = Math.min(text.length(), from + MAX_SHOWN);
    return (from == 0 ? "" : key(line) + " ...")
        + text.substring(from, to)
        + (to == text.length() ? "" : "...");
  }
}
