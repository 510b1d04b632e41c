package org.tributary.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tributary.internal.check.Excerpt;
import org.tributary.internal.check.SimilarName;
import org.tributary.internal.text.LineReader;

/**
 * The keys of a mapping file: lines {@code key = value}, blank lines, and lines that start with
 * {@code #}, comments. Records which keys were asked for. Not thread-safe.
 */
final class MappingKeys {
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Set<String> asked = new LinkedHashSet<>();
  private final Mistakes mistakes;
  private boolean complete = true;
  private boolean knowsInputs = true;

  private MappingKeys(Mistakes mistakes) {
    this.mistakes = mistakes;
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read
   */
  static MappingKeys of(Path file, Mistakes mistakes) throws IOException {
    MappingKeys keys = new MappingKeys(mistakes);
    try (LineReader lines = new LineReader(LineReader.open(file), file.toString())) {
      while (lines.advance()) {
        String line = lines.text().strip();
        if (!line.isEmpty() && line.charAt(0) != '#') {
          keys.add(line, lines.number());
        }
      }
    }
    return keys;
  }

  private void add(String line, long number) {
    int equals = line.indexOf('=');
    String key = line.substring(0, Math.max(0, equals)).strip();
    String value = line.substring(equals + 1).strip();
    if (key.isEmpty() || value.isEmpty()) {
      mistakes.add(
          "line %d: expected a line \"key = value\", got \"%s\""
              .formatted(number, Excerpt.of(line)));
    } else if (values.putIfAbsent(key, value) != null) {
      mistakes.add(
          "line %d: expected each key once, got %s twice".formatted(number, Excerpt.of(key)));
    }
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  /** Returns the value of a key, if present. */
  Optional<String> optional(String key) {
    asked.add(key);
    return Optional.ofNullable(values.get(key));
  }

  /** Returns the value of a key; records a mistake and returns an empty text if it is absent. */
  String required(String key, String meaning) {
    return optional(key)
        .orElseGet(
            () -> {
              invalid("missing key: %s, %s; add %s = ...".formatted(key, meaning, key));
              return "";
            });
  }

  /**
   * Returns the names of a required key, which commas separate; records a mistake if the key is
   * absent, or a name is blank or has a blank.
   */
  List<String> requiredNames(String key, String meaning) {
    required(key, meaning);
    return names(key);
  }

  /** Returns the names of a key like {@link #requiredNames}; none if it is absent. */
  List<String> names(String key) {
    List<String> names = optional(key).map(MappingKeys::parts).orElse(List.of());
    for (String name : names) {
      if (name.matches(".*[ ,].*")) {
        invalid(
            "%s: expected names separated by commas, got \"%s\"".formatted(key, Excerpt.of(name)));
      }
    }
    return names;
  }

  /** Returns the parts of a value between commas; a value of commas alone as one part. */
  static List<String> parts(String value) {
    List<String> parts =
        Arrays.stream(value.split(",", -1))
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .toList();
    return parts.isEmpty() && !value.isEmpty() ? List.of(value) : parts;
  }

  /** Records a mistake in the names of the inputs, whose keys are then not known. */
  void invalidInput(String mistake) {
    knowsInputs = false;
    invalid(mistake);
  }

  /** Records a mistake if the first key is present without the other, which gives it a meaning. */
  void requireBeside(String key, String other) {
    if (has(key) && !has(other)) {
      asked.add(key);
      invalid(
          "%s: expected the key %s beside it, got none; add it, or remove %s"
              .formatted(key, other, key));
    }
  }

  /** Records a mistake in a value, without which the mapping cannot be used. */
  void invalid(String mistake) {
    mistakes.add(mistake);
    complete = false;
  }

  /** Returns whether no value is missing or invalid so far. */
  boolean isComplete() {
    return complete;
  }

  /**
   * Records a mistake for each key that was not asked for, unless it may be that of an input that
   * is not known.
   */
  void requireKnownKeys() {
    for (String key : values.keySet()) {
      boolean perhapsOfInput = key.contains(".") && !knowsInputs;
      if (!asked.contains(key) && !perhapsOfInput) {
        List<String> absent = asked.stream().filter(name -> !has(name)).toList();
        mistakes.add(
            "unknown key: %s; %s"
                .formatted(
                    Excerpt.of(key),
                    SimilarName.of(key, absent)
                        .map("did you mean %s?"::formatted)
                        .orElseGet(() -> "this mapping may have the keys " + asked)));
      }
    }
  }
}
