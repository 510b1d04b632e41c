package org.tributary.input;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/** At each step some features, given by index and weight; perhaps none. Immutable. */
public final class FeatureColumn implements InputColumn {
  private final int[] starts; // [steps + 1], where each step's features begin
  private final int[] features;
  private final float[] weights;
  private final int largest;

  private FeatureColumn(int[] starts, int[] features, float[] weights) {
    this.starts = starts;
    this.features = features;
    this.weights = weights;
    this.largest = Arrays.stream(features).max().orElse(-1);
  }

  /** One feature of weight 1 a step: words. */
  public static FeatureColumn ofWords(int... words) {
    Builder builder = builder();
    for (int word : words) {
      builder.step().feature(word, 1f);
    }
    return builder.build();
  }

  /** Starts a column without steps. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public int steps() {
    return starts.length - 1;
  }

  @Override
  public FeatureColumn at(int step) {
    int from = starts[step];
    int to = starts[step + 1];
    return new FeatureColumn(
        new int[] {0, to - from},
        Arrays.copyOfRange(features, from, to),
        Arrays.copyOfRange(weights, from, to));
  }

  @Override
  public FeatureColumn then(List<InputColumn> others) {
    Builder joined = builder();
    joined.add(this);
    others.forEach(other -> joined.add((FeatureColumn) other));
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

  /** The largest index of a feature; -1 where there is none. */
  int largest() {
    return largest;
  }

  /** The number of features at {@code step}, from 0. */
  public int count(int step) {
    return starts[step + 1] - starts[step];
  }

  /** The index of the {@code k}-th feature at {@code step}. */
  public int feature(int step, int k) {
    return features[starts[step] + k];
  }

  /** The weight of the {@code k}-th feature at {@code step}. */
  public float weight(int step, int k) {
    return weights[starts[step] + k];
  }

  /** Collects steps. */
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
     * Adds a feature to the present step.
     *
     * @param index the feature's row in the embedding table, at least 0
     * @param weight how much of it, a finite number
     * @throws IllegalArgumentException if one of them is out of its range
     * @throws IllegalStateException if no step was begun
     */
    public Builder feature(int index, float weight) {
      if (steps == 0) {
        throw new IllegalStateException("feature sequence: call step() before feature()");
      }
      if (index < 0) {
        throw new IllegalArgumentException(
            "feature sequence: expected an index of at least 0 at step %d, got %d"
                .formatted(steps - 1, index));
      }
      if (!Float.isFinite(weight)) {
        throw new IllegalArgumentException(
            "feature sequence: expected a finite weight for feature %d at step %d, got %s"
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

    /** The collected column. */
    public FeatureColumn build() {
      int[] ends = Arrays.copyOf(starts, steps + 1);
      ends[steps] = count;
      return new FeatureColumn(ends, Arrays.copyOf(features, count), Arrays.copyOf(weights, count));
    }
  }
}
