package org.tributary.feature;

import java.util.List;
import java.util.function.IntConsumer;
import org.tributary.internal.NullChecks;

/** The data of one input for the steps of a sequence. Immutable. */
public interface InputColumn {

  /** Returns the number of steps. */
  int steps();

  /**
   * Returns the concatenation of this column and {@code others}.
   *
   * @param others columns of the same type
   * @throws IllegalArgumentException if one is of another type
   */
  InputColumn then(List<InputColumn> others);

  /**
   * Returns the columns that {@link #then} appends.
   *
   * @param type the type of the column that they are appended to
   * @throws IllegalArgumentException if a column is of another type
   */
  static <C extends InputColumn> List<C> requireType(Class<C> type, List<InputColumn> others) {
    NullChecks.requireElements("others", "column", others);
    for (InputColumn other : others) {
      if (!type.isInstance(other)) {
        throw new IllegalArgumentException(
            "others: expected columns of the type %s, got a %s; are they of another input?"
                .formatted(type.getSimpleName(), other.getClass().getSimpleName()));
      }
    }
    return others.stream().map(type::cast).toList();
  }

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
