package org.tributary.tribuo.input.internal;

import java.util.List;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.InputColumn;
import org.tributary.feature.character.CharacterColumn;
import org.tributary.feature.character.CharacterSequence;

/** Counts of vocabulary entries in columns. */
final class EntryCounts {
  private EntryCounts() {}

  /** Returns the number of occurrences of each of {@code entries} features, of any value. */
  static int[] ofFeatures(List<InputColumn> columns, int entries) {
    int[] counts = new int[entries];
    for (InputColumn column : columns) {
      FeatureColumn features = (FeatureColumn) column;
      for (int step = 0; step < features.steps(); step++) {
        for (int k = 0; k < features.count(step); k++) {
          counts[features.feature(step, k)]++;
        }
      }
    }
    return counts;
  }

  /** Returns the number of occurrences of each of {@code entries} characters. */
  static int[] ofCharacters(List<InputColumn> columns, int entries) {
    int[] counts = new int[entries];
    for (InputColumn column : columns) {
      for (CharacterSequence word : ((CharacterColumn) column).words()) {
        for (int k = 0; k < word.length(); k++) {
          counts[word.character(k)]++;
        }
      }
    }
    return counts;
  }
}
