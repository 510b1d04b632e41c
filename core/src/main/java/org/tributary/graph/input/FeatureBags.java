package org.tributary.graph.input;

import java.util.Arrays;
import java.util.List;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.UnkReplacement;
import org.tributary.sequence.BatchShape;

/**
 * The features of a batch in coordinate form: one element for each pair of position and feature.
 */
final class FeatureBags {
  private int[] features;
  private float[] weights;
  private int[] positions;
  private int count;

  private FeatureBags(int capacity) {
    this.features = new int[capacity];
    this.weights = new float[capacity];
    this.positions = new int[capacity];
  }

  /**
   * Returns the features of each sequence's column, one sequence after another. A step whose
   * features are all replaced gets the unknown entry.
   */
  static FeatureBags of(List<FeatureColumn> columns, BatchShape shape, UnkReplacement replacement) {
    FeatureBags bags = new FeatureBags(Math.max(16, shape.positions()));
    for (int n = 0; n < columns.size(); n++) {
      FeatureColumn column = columns.get(n);
      for (int step = 0; step < column.steps(); step++) {
        bags.addStep(column, step, shape.position(step, n), replacement);
      }
    }
    bags.trim();
    return bags;
  }

  private void addStep(FeatureColumn column, int step, int position, UnkReplacement replacement) {
    int kept = 0;
    boolean replacesAll = replacement.replacesAll(position);
    for (int k = 0; k < column.count(step); k++) {
      if (!replacesAll && !replacement.replaces(column.feature(step, k), position)) {
        add(column.feature(step, k), column.weight(step, k), position);
        kept++;
      }
    }
    if (kept == 0 && column.count(step) > 0) {
      add(replacement.unknown(), 1f, position);
    }
  }

  private void add(int feature, float weight, int position) {
    if (count == features.length) {
      int capacity = 2 * count;
      features = Arrays.copyOf(features, capacity);
      weights = Arrays.copyOf(weights, capacity);
      positions = Arrays.copyOf(positions, capacity);
    }
    features[count] = feature;
    weights[count] = weight;
    positions[count++] = position;
  }

  private void trim() {
    features = Arrays.copyOf(features, count);
    weights = Arrays.copyOf(weights, count);
    positions = Arrays.copyOf(positions, count);
  }

  /** Returns the feature indices, [B]. */
  int[] features() {
    return features;
  }

  /** Returns the feature weights, [B]. */
  float[] weights() {
    return weights;
  }

  /** Returns the position of each feature, [B]. */
  int[] positions() {
    return positions;
  }
}
