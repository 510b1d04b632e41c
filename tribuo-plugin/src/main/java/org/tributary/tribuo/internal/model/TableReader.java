package org.tributary.tribuo.internal.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.Frequencies;
import org.tributary.feature.InputColumn;

/**
 * A reader of the features in one embedding table, indexed in id order and followed by the unknown
 * feature. A step whose features of the group are all unseen reads the unknown feature; a step
 * without any reads none. In the table of features that no other input reads, a step without a
 * known feature reads the unknown one.
 */
final class TableReader implements InputReader {
  private static final int ABSENT = -1;

  private final Optional<String> group;
  private final int[] entryOf; // by id
  private final int entries;
  private final int first;
  private final int last; // skips most other ids: those of a group are usually contiguous

  /**
   * @param group the group; empty for the features that no other input reads
   * @param ids the ids of the features
   */
  TableReader(Optional<String> group, List<Integer> ids, FeatureGroups groups) {
    this.group = group;
    this.entryOf = new int[groups.size()];
    this.entries = ids.size() + 1;
    this.first = ids.isEmpty() ? 0 : ids.get(0);
    this.last = ids.isEmpty() ? -1 : ids.get(ids.size() - 1);
    Arrays.fill(entryOf, ABSENT);
    for (int entry = 0; entry < ids.size(); entry++) {
      entryOf[ids.get(entry)] = entry;
    }
  }

  @Override
  public int entries() {
    return entries;
  }

  @Override
  public Frequencies frequencies(List<InputColumn> columns) {
    return Frequencies.of(counts(columns, entries()), unknown());
  }

  private int unknown() {
    return entries - 1;
  }

  @Override
  public InputColumn read(List<StepFeatures> steps) {
    FeatureColumn.Builder builder = FeatureColumn.builder();
    for (StepFeatures step : steps) {
      builder.step();
      boolean any = false;
      for (StepFeatures.Known known : step.known()) {
        int id = known.id();
        if (id >= first && id <= last && entryOf[id] != ABSENT) {
          builder.feature(entryOf[id], known.weight());
          any = true;
        }
      }
      if (!any && group.map(step::hasUnseen).orElse(true)) {
        builder.feature(unknown(), 1f);
      }
    }
    return builder.build();
  }

  /** Returns the number of occurrences of each of {@code entries} features, of any value. */
  static int[] counts(List<InputColumn> columns, int entries) {
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
}
