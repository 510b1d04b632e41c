package org.tributary.tagger;

import java.util.List;
import org.tributary.input.FeatureColumn;
import org.tributary.input.InputColumn;

/**
 * A sequence as the network reads it: a column for each of the network's inputs, all of the same
 * number of steps. Immutable.
 */
public final class FeatureSequence {
  private final List<InputColumn> columns;

  private FeatureSequence(List<InputColumn> columns) {
    this.columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException(
          "feature sequence: expected a column for each input, got none");
    }
    if (steps() == 0) {
      throw new IllegalStateException(
          "feature sequence: expected at least one step, got none; leave out empty sequences");
    }
    for (InputColumn column : columns) {
      if (column.steps() != steps()) {
        throw new IllegalArgumentException(
            "feature sequence: expected columns of one number of steps, got %s"
                .formatted(columns.stream().map(InputColumn::steps).toList()));
      }
    }
  }

  /**
   * A sequence for a network of several inputs.
   *
   * @param columns in the order of the inputs
   * @throws IllegalArgumentException if they differ in their number of steps
   * @throws IllegalStateException if they have none
   */
  public static FeatureSequence of(List<InputColumn> columns) {
    return new FeatureSequence(columns);
  }

  /** A sequence for a network of several inputs; see {@link #of(List)}. */
  public static FeatureSequence of(InputColumn... columns) {
    return of(List.of(columns));
  }

  /** For a network whose only input is a table: one feature of weight 1 a step. */
  public static FeatureSequence ofWords(int... words) {
    return of(FeatureColumn.ofWords(words));
  }

  /** Starts a sequence for a network whose only input is a table. */
  public static Builder builder() {
    return new Builder();
  }

  /** The number of steps, at least 1. */
  public int steps() {
    return columns.get(0).steps();
  }

  /** What each input reads. */
  public List<InputColumn> columns() {
    return columns;
  }

  /** Collects the steps of a sequence of features. */
  public static final class Builder {
    private final FeatureColumn.Builder column = FeatureColumn.builder();

    private Builder() {}

    /** Begins the next step. */
    public Builder step() {
      column.step();
      return this;
    }

    /** Adds a feature to the present step; see {@link FeatureColumn.Builder#feature}. */
    public Builder feature(int index, float weight) {
      column.feature(index, weight);
      return this;
    }

    /**
     * The collected sequence.
     *
     * @throws IllegalStateException if it has no step
     */
    public FeatureSequence build() {
      return of(column.build());
    }
  }
}
