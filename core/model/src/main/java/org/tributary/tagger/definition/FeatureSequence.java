package org.tributary.tagger.definition;

import java.util.Arrays;
import java.util.List;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.InputColumn;
import org.tributary.feature.InputStep;
import org.tributary.feature.StepKey;
import org.tributary.internal.check.NullChecks;

/**
 * The input features of a sequence: one column per input of the tagger, all with the same number of
 * steps. Stored by column, or by step with lazily joined columns. Immutable.
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
   * Returns a sequence of one column per input.
   *
   * @param columns the columns in the order of the inputs
   * @throws IllegalArgumentException if there is no column, no step, or the numbers of steps differ
   */
  public static FeatureSequence of(List<InputColumn> columns) {
    return new ColumnSequence(columns);
  }

  /** Returns a sequence of one column per input; see {@link #of(List)}. */
  public static FeatureSequence of(InputColumn... columns) {
    NullChecks.require("columns", "an array", columns);
    return of(Arrays.asList(columns));
  }

  /**
   * Returns a sequence of separately created steps, such as cached features of words.
   *
   * @param steps the features of all inputs at each step
   * @throws IllegalArgumentException if there is no step or the numbers of columns differ
   */
  public static FeatureSequence ofSteps(List<InputStep> steps) {
    return new StepSequence(steps);
  }

  /** Returns a sequence for a single embedding table: one feature of weight 1 per step. */
  public static FeatureSequence ofWords(int... words) {
    return of(FeatureColumn.ofWords(words));
  }

  /** Returns a builder of sequences for a single embedding table. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the number of steps, at least 1. */
  public abstract int steps();

  /** Returns the column of each input. */
  public abstract List<InputColumn> columns();

  /** Returns whether the sequence is stored by step. */
  public abstract boolean isStepwise();

  /** Returns the number of inputs. */
  public abstract int inputCount();

  /** Returns the cache key of the features at {@code step}, from 0. */
  public abstract StepKey key(int step);

  /** Returns the column of each input restricted to {@code step}. */
  public abstract List<InputColumn> columnsAt(int step);

  /** A builder of feature sequences for a single embedding table. */
  public static final class Builder {
    private final FeatureColumn.Builder column = FeatureColumn.builder();

    private Builder() {}

    /** Begins the next step. */
    public Builder step() {
      column.step();
      return this;
    }

    /** Adds a feature to the current step; see {@link FeatureColumn.Builder#feature}. */
    public Builder feature(int index, float weight) {
      column.feature(index, weight);
      return this;
    }

    /**
     * Builds the sequence.
     *
     * @throws IllegalArgumentException if there is no step
     */
    public FeatureSequence build() {
      return of(column.build());
    }
  }
}
