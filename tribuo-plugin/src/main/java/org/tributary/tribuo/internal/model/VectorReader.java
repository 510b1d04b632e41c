package org.tributary.tribuo.internal.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.Frequencies;
import org.tributary.feature.InputColumn;
import org.tributary.feature.Trainability;
import org.tributary.feature.WordVectors;

/**
 * A reader of words with pretrained vectors, found by {@link WordVectors#entry}; other words are
 * read as the unknown word, the last entry.
 */
final class VectorReader implements InputReader {
  private final ResolvedInput.Vectors vectors;
  private final Map<String, Integer> entryOf = new HashMap<>();

  /**
   * @throws IllegalArgumentException if a word has two vectors
   */
  VectorReader(ResolvedInput.Vectors vectors) {
    this.vectors = vectors;
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
  public Frequencies frequencies(List<InputColumn> columns) {
    Frequencies counted =
        vectors.input().tuning() == Trainability.FROZEN
            ? Frequencies.neverReplaced()
            : Frequencies.of(TableReader.counts(columns, entries()), entryOf.size());
    return counted.withDropout(entryOf.size(), vectors.dropout());
  }

  private int entry(String word) {
    return WordVectors.entry(word, form -> entryOf.getOrDefault(form, WordVectors.NO_ENTRY))
        .orElse(entryOf.size());
  }

  @Override
  public InputColumn read(List<StepFeatures> steps) {
    FeatureColumn.Builder builder = FeatureColumn.builder();
    for (StepFeatures step : steps) {
      builder.step();
      step.symbol(vectors.group()).ifPresent(word -> builder.feature(entry(word), 1f));
    }
    return builder.build();
  }
}
