package org.tributary.feature;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A column of sparse features: at each step any number of features, each an index and a weight.
 * Immutable.
 */
public final class FeatureColumn implements InputColumn {
  private final int[] starts; // [steps + 1], offset of each step's features
  private final int[] features;
  private final float[] weights;
  private final int maxFeature;

  private FeatureColumn(int[] starts, int[] features, float[] weights) {
    this.starts = starts;
    this.features = features;
    this.weights = weights;
    this.maxFeature = Arrays.stream(features).max().orElse(-1);
  }

  /** Returns a column with one feature of weight 1 per step: word indices. */
  public static FeatureColumn ofWords(int... words) {
    Builder builder = builder();
    for (int word : words) {
      builder.step().feature(word, 1f);
    }
    return builder.build();
  }

  /** Returns a builder of an empty column. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public int steps() {
    return starts.length - 1;
  }

  @Override
  public FeatureColumn then(List<InputColumn> others) {
    Builder joined = builder();
    joined.add(this);
    InputColumn.requireType(FeatureColumn.class, others).forEach(joined::add);
    return joined.build();
  }

  @Override
  public void forEachNumberAt(int step, IntConsumer number) {
    number.accept(count(step));
    for (int k = 0; k < count(step); k++) {
      number.accept(feature(step, k));
      number.accept(Float.floatToIntBits(weight(step, k)));
    }
  }

  /** Returns the largest feature index; -1 without features. */
  int maxFeature() {
    return maxFeature;
  }

  /** Returns the number of features at {@code step}, from 0. */
  public int count(int step) {
    return starts[step + 1] - starts[step];
  }

  /** Returns the index of the {@code k}-th feature at {@code step}. */
  public int feature(int step, int k) {
    return features[starts[step] + k];
  }

  /** Returns the weight of the {@code k}-th feature at {@code step}. */
  public float weight(int step, int k) {
    return weights[starts[step] + k];
  }

  /** A builder of a feature column. */
  public static final class Builder {
    private int[] starts = new int[16];
    private int[] features = new int[16];
    private float[] weights = new float[16];
    private int steps;
    private int count;

    private Builder() {}

    /** Begins the next step. */
    public Builder step() {
      if (steps + 1 >= starts.length) {
        starts = Arrays.copyOf(starts, 2 * starts.length);
      }
      starts[steps++] = count;
      return this;
    }

    /**
     * Adds a feature to the current step.
     *
     * @param index the feature's row in the embedding table, at least 0
     * @param weight the feature's weight, finite
     * @throws IllegalArgumentException if an argument is out of range
     * @throws IllegalStateException if {@link #step} has not been called
     */
    public Builder feature(int index, float weight) {
      if (steps == 0) {
        throw new IllegalStateException(
            "feature column: expected step() before the first feature(), got none");
      }
      if (index < 0) {
        throw new IllegalArgumentException(
            "feature column: expected an index of at least 0 at step %d, got %d"
                .formatted(steps - 1, index));
      }
      if (!Float.isFinite(weight)) {
        throw new IllegalArgumentException(
            "feature column: expected a finite weight for feature %d at step %d, got %s"
                .formatted(index, steps - 1, weight));
      }
      if (count == features.length) {
        features = Arrays.copyOf(features, 2 * count);
        weights = Arrays.copyOf(weights, 2 * count);
      }
      features[count] = index;
      weights[count++] = weight;
      return this;
    }

    private void add(FeatureColumn column) {
      for (int at = 0; at < column.steps(); at++) {
        step();
        for (int k = 0; k < column.count(at); k++) {
          feature(column.feature(at, k), column.weight(at, k));
        }
      }
    }

    /** Returns the column. */
    public FeatureColumn build() {
      int[] ends = Arrays.copyOf(starts, steps + 1);
      ends[steps] = count;
      return new FeatureColumn(ends, Arrays.copyOf(features, count), Arrays.copyOf(weights, count));
    }
  }
}
