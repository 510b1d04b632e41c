package org.tributary.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tributary.span.TagScheme;

/** Labels of a random tagger. */
final class RandomLabels {
  private RandomLabels() {}

  /** Returns {@code O} and the labels of span types in a scheme, or three labels for each. */
  static List<String> of(Optional<TagScheme> scheme, int types) {
    List<String> all = new ArrayList<>(List.of("O"));
    for (int k = 0; k < types; k++) {
      if (scheme.isEmpty()) {
        all.addAll(List.of("A" + k, "B" + k, "C" + k));
      } else {
        for (String prefix :
            scheme.get() == TagScheme.BIOES ? List.of("B", "I", "E", "S") : List.of("B", "I")) {
          all.add(prefix + "-T" + k);
        }
      }
    }
    return all;
  }
}
