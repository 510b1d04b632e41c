package org.tributary.input;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * What all of a network's inputs read at one step of a sequence. Immutable; equal where they read
 * the same.
 */
public final class StepKey {
  private final int[] numbers;
  private final int hash;

  private StepKey(int[] numbers) {
    this.numbers = numbers;
    this.hash = Arrays.hashCode(numbers);
  }

  /** What {@code columns}, one for each input, have at {@code step}, from 0. */
  public static StepKey of(List<InputColumn> columns, int step) {
    Numbers numbers = new Numbers();
    columns.forEach(column -> column.forEachNumberAt(step, numbers));
    return new StepKey(Arrays.copyOf(numbers.all, numbers.count));
  }

  /** Collects numbers. */
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

  /** How many numbers are read. */
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
    return "Reading" + Arrays.toString(numbers);
  }
}
