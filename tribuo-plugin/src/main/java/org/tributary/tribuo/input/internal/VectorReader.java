package org.tributary.tribuo.input.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.Frequencies;
import org.tributary.feature.InputColumn;
import org.tributary.feature.Trainability;

/**
 * A reader of words with pretrained vectors. It looks up a word unchanged, then lower-cased, and
 * falls back to the unknown word, the last entry.
 */
final class VectorReader implements InputReader {
  private final ResolvedInput.Vectors vectors;
  private final Map<String, Integer> entryOf = new HashMap<>();
  private final FeatureGroups groups;

  /**
   * @throws IllegalArgumentException if a word has two vectors
   */
  VectorReader(ResolvedInput.Vectors vectors, FeatureGroups groups) {
    this.vectors = vectors;
    this.groups = groups;
    for (String word : vectors.words()) {
      if (entryOf.putIfAbsent(word, entryOf.size()) != null) {
        throw new IllegalArgumentException(
            "input %s: expected each word once, got '%s' twice"
                .formatted(vectors.input().name(), word.replaceAll("\\s+", " ")));
      }
    }
  }

  @Override
  public int entries() {
    return entryOf.size() + 1;
  }

  @Override
  public Frequencies frequencies() {
    if (vectors.input().tuning() == Trainability.FROZEN) {
      return Frequencies.neverReplaced();
    }
    int[] counts = new int[entries()];
    for (int id : groups.ids(vectors.group())) {
      counts[entry(FeatureGroups.value(groups.name(id)))] += groups.count(id);
    }
    return Frequencies.of(counts, entryOf.size());
  }

  @Override
  public Frequencies frequencies(List<InputColumn> columns) {
    return vectors.input().tuning() == Trainability.FROZEN
        ? Frequencies.neverReplaced()
        : Frequencies.of(EntryCounts.ofFeatures(columns, entries()), entryOf.size());
  }

  private int entry(String word) {
    Integer exact = entryOf.get(word);
    return exact != null
        ? exact
        : entryOf.getOrDefault(word.toLowerCase(Locale.ROOT), entryOf.size());
  }

  @Override
  public InputColumn read(List<StepFeatures> steps) {
    FeatureColumn.Builder builder = FeatureColumn.builder();
    for (StepFeatures step : steps) {
      builder.step();
      step.value(vectors.group()).ifPresent(word -> builder.feature(entry(word), 1f));
    }
    return builder.build();
  }
}
