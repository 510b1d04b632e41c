package org.tributary.tagger.definition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.InputColumn;
import org.tributary.internal.NullChecks;

/**
 * The input features of a sequence: one column per input of the tagger, all with the same number of
 * steps. Stored by column; or by step, as sequences of one step each, such as cached features of
 * words, whose columns are joined when they are asked for. Immutable.
 */
public final class FeatureSequence {
  private final List<FeatureSequence> parts; // of one step each; empty if stored by column
  private final List<InputColumn> columns; // empty if stored by step
  private volatile List<InputColumn> joined; // the parts' columns, made at the first use
  private volatile Key key; // of the only step, made at the first use

  private FeatureSequence(List<FeatureSequence> parts, List<InputColumn> columns) {
    this.parts = parts;
    this.columns = columns;
  }

  /**
   * Returns a sequence of one column per input.
   *
   * @param columns the columns in the order of the inputs
   * @throws IllegalArgumentException if there is no column, no step, or the numbers of steps differ
   */
  public static FeatureSequence of(List<InputColumn> columns) {
    NullChecks.requireElements("columns", "column", columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException(
          "feature sequence: expected a column for each input, got none");
    }
    int steps = columns.get(0).steps();
    requireSteps(steps);
    for (InputColumn column : columns) {
      if (column.steps() != steps) {
        throw new IllegalArgumentException(
            "feature sequence: expected columns with the same number of steps, got %s"
                .formatted(columns.stream().map(InputColumn::steps).toList()));
      }
    }
    return new FeatureSequence(List.of(), List.copyOf(columns));
  }

  /** Returns a sequence of one column per input; see {@link #of(List)}. */
  public static FeatureSequence of(InputColumn... columns) {
    NullChecks.require("columns", "an array", columns);
    return of(Arrays.asList(columns));
  }

  /**
   * Returns a sequence of separately created steps, such as cached features of words.
   *
   * @param steps sequences of one step each
   * @throws IllegalArgumentException if there is no step, one has another number of steps than 1,
   *     or the numbers or types of columns differ
   */
  public static FeatureSequence ofSteps(List<FeatureSequence> steps) {
    NullChecks.requireElements("steps", "step", steps);
    requireSteps(steps.size());
    List<InputColumn> first = steps.get(0).columns();
    for (FeatureSequence step : steps) {
      if (step.steps() != 1) {
        throw new IllegalArgumentException(
            "feature sequence: expected parts of one step, got one of %d".formatted(step.steps()));
      }
      requireSameTypes(first, step.columns());
    }
    return new FeatureSequence(List.copyOf(steps), List.of());
  }

  private static void requireSteps(int steps) {
    if (steps == 0) {
      throw new IllegalArgumentException(
          "feature sequence: expected at least one step, got none; leave out empty sequences");
    }
  }

  private static void requireSameTypes(List<InputColumn> first, List<InputColumn> columns) {
    if (columns.size() != first.size()) {
      throw new IllegalArgumentException(
          "feature sequence: expected steps with the same number of columns, got %d and %d"
              .formatted(first.size(), columns.size()));
    }
    for (int k = 0; k < first.size(); k++) {
      if (!first.get(k).getClass().equals(columns.get(k).getClass())) {
        throw new IllegalArgumentException(
            "feature sequence: expected one column type per input at every step, got [%s, %s]"
                .formatted(
                    first.get(k).getClass().getSimpleName(),
                    columns.get(k).getClass().getSimpleName()));
      }
    }
  }

  /** Returns a sequence for a single embedding table: one feature of weight 1 per step. */
  public static FeatureSequence ofWords(int... words) {
    return of(FeatureColumn.ofWords(words));
  }

  /** Returns the number of steps, at least 1. */
  public int steps() {
    return parts.isEmpty() ? columns.get(0).steps() : parts.size();
  }

  /** Returns the number of inputs. */
  public int inputCount() {
    return parts.isEmpty() ? columns.size() : parts.get(0).inputCount();
  }

  /** Returns the column of each input. */
  public List<InputColumn> columns() {
    if (parts.isEmpty()) {
      return columns;
    }
    List<InputColumn> all = joined;
    if (all == null) {
      all = joined();
      joined = all;
    }
    return all;
  }

  private List<InputColumn> joined() {
    List<InputColumn> joined = new ArrayList<>();
    for (int k = 0; k < inputCount(); k++) {
      int input = k;
      List<InputColumn> all = parts.stream().map(part -> part.columns().get(input)).toList();
      joined.add(all.get(0).then(all.subList(1, all.size())));
    }
    return List.copyOf(joined);
  }

  /** Returns whether the sequence is stored by step. */
  public boolean isStepwise() {
    return !parts.isEmpty();
  }

  /**
   * Returns a step, from 0, of a sequence that is {@linkplain #isStepwise stored by step}.
   *
   * @throws IndexOutOfBoundsException if there is no such step, or the sequence is stored otherwise
   */
  public FeatureSequence at(int step) {
    return parts.get(step);
  }

  /**
   * Returns the cache key of the features at {@code step}, from 0.
   *
   * @throws IndexOutOfBoundsException if there is no such step
   */
  public Key key(int step) {
    if (!parts.isEmpty()) {
      return parts.get(step).key(0);
    }
    Objects.checkIndex(step, steps());
    if (steps() > 1) {
      return Key.of(columns, step);
    }
    Key own = key;
    if (own == null) {
      own = Key.of(columns, 0);
      key = own;
    }
    return own;
  }

  /**
   * A hashable key of the features of all inputs at one step. Immutable; equal for steps with equal
   * data.
   */
  public static final class Key {
    private final int[] numbers;
    private final int hash;

    private Key(int[] numbers) {
      this.numbers = numbers;
      this.hash = Arrays.hashCode(numbers);
    }

    private static Key of(List<InputColumn> columns, int step) {
      Numbers numbers = new Numbers();
      columns.forEach(column -> column.forEachNumberAt(step, numbers));
      return new Key(Arrays.copyOf(numbers.all, numbers.count));
    }

    /** A growing array of numbers. */
    private static final class Numbers implements IntConsumer {
      private int[] all = new int[64];
      private int count;

      @Override
      public void accept(int number) {
        if (count == all.length) {
          all = Arrays.copyOf(all, 2 * count);
        }
        all[count++] = number;
      }
    }

    /** Returns the number of values in the key. */
    public int size() {
      return numbers.length;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key that && hash == that.hash && Arrays.equals(numbers, that.numbers);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public String toString() {
      return "Key" + Arrays.toString(numbers);
    }
  }
}
