package org.tributary.tribuo.input;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tributary.input.FeatureColumn;
import org.tributary.input.Frequencies;
import org.tributary.input.InputColumn;
import org.tributary.input.Tuning;

/**
 * Reads words by pretrained vectors: as they stand, else lower-cased, else as the unknown one,
 * which is last.
 */
final class VectorReader implements InputReader {
  private final ResolvedInput.Vectors planned;
  private final Map<String, Integer> entryOf = new HashMap<>();
  private final FeatureGroups groups;

  /**
   * @throws IllegalArgumentException if a word has two vectors
   */
  VectorReader(ResolvedInput.Vectors planned, FeatureGroups groups) {
    this.planned = planned;
    this.groups = groups;
    for (String word : planned.words()) {
      if (entryOf.putIfAbsent(word, entryOf.size()) != null) {
        throw new IllegalArgumentException(
            "input %s: expected each word once, got '%s' twice"
                .formatted(planned.input().name(), word.replaceAll("\\s+", " ")));
      }
    }
  }

  @Override
  public int entries() {
    return entryOf.size() + 1;
  }

  @Override
  public Frequencies occurrences() {
    if (planned.input().tuning() == Tuning.FROZEN) {
      return Frequencies.neverHidden();
    }
    int[] counts = new int[entries()];
    for (int id : groups.ids(planned.group())) {
      counts[entry(FeatureGroups.value(groups.name(id)))] += groups.count(id);
    }
    return Frequencies.of(counts, entryOf.size());
  }

  private int entry(String word) {
    Integer asItStands = entryOf.get(word);
    return asItStands != null
        ? asItStands
        : entryOf.getOrDefault(word.toLowerCase(Locale.ROOT), entryOf.size());
  }

  @Override
  public InputColumn read(List<StepFeatures> steps) {
    FeatureColumn.Builder builder = FeatureColumn.builder();
    for (StepFeatures step : steps) {
      builder.step();
      step.value(planned.group()).ifPresent(word -> builder.feature(entry(word), 1f));
    }
    return builder.build();
  }
}
