package org.tributary.tagger;

import java.util.List;
import org.tributary.input.FeatureColumn;
import org.tributary.input.InputColumn;
import org.tributary.input.InputStep;
import org.tributary.input.StepKey;

/**
 * A sequence as the network reads it: a column for each of the network's inputs, all of the same
 * number of steps. It is made of the columns, or of steps that were read one by one, whose columns
 * are joined when somebody asks for them. Immutable.
 */
public abstract sealed class FeatureSequence permits ColumnSequence, StepSequence {
  FeatureSequence() {}

  static void requireSteps(int steps) {
    if (steps == 0) {
      throw new IllegalArgumentException(
          "feature sequence: expected at least one step, got none; leave out empty sequences");
    }
  }

  /**
   * A sequence for a network of several inputs.
   *
   * @param columns in the order of the inputs
   * @throws IllegalArgumentException if they differ in their number of steps, or have none
   */
  public static FeatureSequence of(List<InputColumn> columns) {
    return new ColumnSequence(columns);
  }

  /** A sequence for a network of several inputs; see {@link #of(List)}. */
  public static FeatureSequence of(InputColumn... columns) {
    return of(List.of(columns));
  }

  /**
   * A sequence of steps that were read one by one, as of words that come again.
   *
   * @param steps what the network's inputs read at each
   * @throws IllegalArgumentException if they differ in their number of columns, or there are none
   */
  public static FeatureSequence ofSteps(List<InputStep> steps) {
    return new StepSequence(steps);
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
  public abstract int steps();

  /** What each input reads. */
  public abstract List<InputColumn> columns();

  /** Whether it was made of steps that were read one by one. */
  abstract boolean isOfSteps();

  /** How many inputs it is for. */
  abstract int inputs();

  /** What all inputs read at {@code step}, from 0, to be told from what they read at others. */
  abstract StepKey reading(int step);

  /** What each input reads at {@code step} alone. */
  abstract List<InputColumn> at(int step);

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
     * @throws IllegalArgumentException if it has no step
     */
    public FeatureSequence build() {
      return of(column.build());
    }
  }
}
