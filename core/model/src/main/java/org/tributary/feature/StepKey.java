package org.tributary.feature;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A hashable key of the data of all inputs at one step. Immutable; equal for steps with equal data.
 */
public final class StepKey {
  private final int[] numbers;
  private final int hash;

  private StepKey(int[] numbers) {
    this.numbers = numbers;
    this.hash = Arrays.hashCode(numbers);
  }

  /**
   * Returns the key of {@code step}, from 0, of {@code columns}, one per input.
   *
   * @throws IndexOutOfBoundsException if a column does not have the step
   */
  public static StepKey of(List<InputColumn> columns, int step) {
    for (InputColumn column : columns) {
      if (step < 0 || step >= column.steps()) {
        throw new IndexOutOfBoundsException(
            "step: expected one of the %d steps of every column, counted from 0, got %d"
                .formatted(column.steps(), step));
      }
    }
    Numbers numbers = new Numbers();
    columns.forEach(column -> column.forEachNumberAt(step, numbers));
    return new StepKey(Arrays.copyOf(numbers.all, numbers.count));
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
    return other instanceof StepKey that
        && hash == that.hash
        && Arrays.equals(numbers, that.numbers);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "StepKey" + Arrays.toString(numbers);
  }
}
