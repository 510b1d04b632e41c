package org.tributary.feature;

import java.util.List;
import java.util.function.IntConsumer;

/** The data of one input for the steps of a sequence. Immutable. */
public interface InputColumn {

  /** Returns the number of steps. */
  int steps();

  /** Returns the column of the single step {@code step}, from 0. */
  InputColumn at(int step);

  /**
   * Returns the concatenation of this column and {@code others}.
   *
   * @param others columns of the same type
   */
  InputColumn then(List<InputColumn> others);

  /**
   * Passes every number at {@code step} to {@code number}. The count comes first if it varies
   * between steps.
   */
  void forEachNumberAt(int step, IntConsumer number);

  /** Passes every number of this column to {@code number}, for a checksum. */
  default void forEachNumber(IntConsumer number) {
    for (int step = 0; step < steps(); step++) {
      forEachNumberAt(step, number);
    }
  }
}
