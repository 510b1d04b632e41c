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
    for (int k = 0; k < Math.max(expected.size(), fingerprint.size()); k++) {
      String wanted = k < expected.size() ? expected.get(k) : "nothing more";
      String found = k < fingerprint.size() ? fingerprint.get(k) : "nothing more";
      if (!wanted.equals(found)) {
        throw new TrainingException(
            ("checkpoint %s: this is another run's; expected %s, got %s; give the same definition,"
                    + " options and data to go on with that run, or another file to begin anew")
                .formatted(source, wanted, found));
      }
    }
  }
}
