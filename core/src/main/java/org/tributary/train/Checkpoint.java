package org.tributary.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.param.ParameterValues;

/**
 * A training run as it stood between two steps: all that the rest of it depends on.
 *
 * @param fingerprint lines of the form {@code what: value} that tell one run from another
 * @param progress how far the loop had come
 * @param parts named values: parameters, what the optimiser keeps, averages
 */
public record Checkpoint(
    List<String> fingerprint,
    TrainingProgress<ParameterValues> progress,
    Map<String, ParameterValues> parts) {

  /** Copies list and map, in order. */
  public Checkpoint {
    fingerprint = List.copyOf(fingerprint);
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
  }

  /**
   * One of the parts.
   *
   * @throws TrainingException if it is not there
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
   * @param source named in the message
   * @throws TrainingException with the first difference
   */
  public void requireFingerprint(List<String> expected, Object source) {
    for (String wanted : expected) {
      String found =
          fingerprint.stream()
              .filter(line -> what(line).equals(what(wanted)))
              .findFirst()
              .orElse("none");
      if (!wanted.equals(found)) {
        throw another(source, wanted, found);
      }
    }
    fingerprint.stream()
        .filter(line -> !expected.contains(line))
        .findFirst()
        .ifPresent(
            line -> {
              throw another(source, "nothing more", line);
            });
  }

  private static String what(String line) {
    return line.substring(0, line.indexOf(": ") + 1);
  }

  private static TrainingException another(Object source, String wanted, String found) {
    return new TrainingException(
        ("checkpoint %s: this is another run's; expected %s, got %s; resume that run with the same"
                + " versions, definition, options and data, or give another file to begin anew")
            .formatted(source, wanted, found));
  }
}
