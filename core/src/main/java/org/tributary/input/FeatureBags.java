package org.tributary.input;

import java.util.Arrays;
import java.util.List;

/** The features of a batch as arrays: one element for each pair of position and feature. */
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

  /** Row after row, step after step. A step whose features are all hidden reads as unknown. */
  static FeatureBags of(List<InputColumn> columns, BatchShape shape, UnkReplacement hiding) {
    FeatureBags bags = new FeatureBags(Math.max(16, shape.positions()));
    for (int row = 0; row < columns.size(); row++) {
      FeatureColumn column = (FeatureColumn) columns.get(row);
      for (int step = 0; step < column.steps(); step++) {
        bags.addVisible(column, step, shape.position(step, row), hiding);
      }
    }
    bags.trim();
    return bags;
  }

  private void addVisible(FeatureColumn column, int step, int position, UnkReplacement hiding) {
    int visible = 0;
    boolean hidden = hiding.hidesAt(position);
    for (int k = 0; k < column.count(step); k++) {
      if (!hidden && !hiding.hides(column.feature(step, k), position)) {
        add(column.feature(step, k), column.weight(step, k), position);
        visible++;
      }
    }
    if (visible == 0 && column.count(step) > 0) {
      add(hiding.unknown(), 1f, position);
    }
  }

  private void add(int feature, float weight, int position) {
    if (count == features.length) {
      int larger = 2 * count;
      features = Arrays.copyOf(features, larger);
      weights = Arrays.copyOf(weights, larger);
      positions = Arrays.copyOf(positions, larger);
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

  /** [K] */
  int[] features() {
    return features;
  }

  /** [K] */
  float[] weights() {
    return weights;
  }

  /** [K] */
  int[] positions() {
    return positions;
  }
}
