package org.tributary.tagger;

import java.util.ArrayList;
import java.util.List;
import org.tributary.input.FeatureColumn;
import org.tributary.input.InputColumn;
import org.tributary.input.InputStep;
import org.tributary.input.Reading;

/**
 * A sequence as the network reads it: a column for each of the network's inputs, all of the same
 * number of steps. It is made of the columns, or of steps that were read one by one, whose columns
 * are joined when somebody asks for them. Immutable.
 */
public final class FeatureSequence {
  private final List<InputStep> each; // empty where it was made of columns
  private volatile List<InputColumn> columns; // of steps they are made when first asked for

  private FeatureSequence(List<InputColumn> columns) {
    this.each = List.of();
    this.columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException(
          "feature sequence: expected a column for each input, got none");
    }
    requireSteps(steps());
    for (InputColumn column : columns) {
      if (column.steps() != steps()) {
        throw new IllegalArgumentException(
            "feature sequence: expected columns of one number of steps, got %s"
                .formatted(columns.stream().map(InputColumn::steps).toList()));
      }
    }
  }

  private FeatureSequence(List<InputStep> steps, int inputs) {
    this.each = List.copyOf(steps);
    for (InputStep step : each) {
      if (step.columns().size() != inputs) {
        throw new IllegalArgumentException(
            "feature sequence: expected steps of one number of columns, got %d and %d"
                .formatted(inputs, step.columns().size()));
      }
    }
  }

  private static void requireSteps(int steps) {
    if (steps == 0) {
      throw new IllegalStateException(
          "feature sequence: expected at least one step, got none; leave out empty sequences");
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

  /**
   * A sequence of steps that were read one by one, as of words that come again.
   *
   * @param steps what the network's inputs read at each
   * @throws IllegalArgumentException if they differ in their number of columns
   * @throws IllegalStateException if there are none
   */
  public static FeatureSequence ofSteps(List<InputStep> steps) {
    requireSteps(steps.size());
    return new FeatureSequence(steps, steps.get(0).columns().size());
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
    return each.isEmpty() ? columns.get(0).steps() : each.size();
  }

  /** Whether it was made of steps that were read one by one. */
  boolean isOfSteps() {
    return !each.isEmpty();
  }

  /** What each input reads. */
  public List<InputColumn> columns() {
    if (columns == null) {
      columns = joined();
    }
    return columns;
  }

  private List<InputColumn> joined() {
    List<InputColumn> joined = new ArrayList<>();
    for (int k = 0; k < inputs(); k++) {
      int input = k;
      List<InputColumn> parts = each.stream().map(step -> step.columns().get(input)).toList();
      requireOneKind(parts);
      joined.add(parts.get(0).then(parts.subList(1, parts.size())));
    }
    return List.copyOf(joined);
  }

  private static void requireOneKind(List<InputColumn> parts) {
    List<String> kinds = parts.stream().map(p -> p.getClass().getSimpleName()).distinct().toList();
    if (kinds.size() > 1) {
      throw new IllegalArgumentException(
          "feature sequence: expected steps that an input reads by one kind of column, got "
              + kinds);
    }
  }

  /** How many inputs it is for. */
  int inputs() {
    return each.isEmpty() ? columns.size() : each.get(0).columns().size();
  }

  /** What all inputs read at {@code step}, from 0, to be told from what they read at others. */
  Reading reading(int step) {
    return each.isEmpty() ? Reading.of(columns, step) : each.get(step).reading();
  }

  /** What each input reads at {@code step} alone. */
  List<InputColumn> at(int step) {
    return each.isEmpty()
        ? columns.stream().map(column -> column.at(step)).toList()
        : each.get(step).columns();
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
