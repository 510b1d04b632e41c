package org.tributary.input;

import java.util.List;
import java.util.function.IntConsumer;

/** What one input reads of a sequence, step by step. Immutable. */
public sealed interface InputColumn permits FeatureColumn, CharacterColumn, NumberColumn {

  /** The number of steps. */
  int steps();

  /** The column of {@code step} alone, from 0. */
  InputColumn at(int step);

  /**
   * The steps of this column, then those of {@code others}.
   *
   * @param others of the same kind, each
   */
  InputColumn then(List<InputColumn> others);

  /**
   * Hands every number that is read at {@code step} to {@code number}, how many there are first
   * where that is not the same at every step.
   */
  void forEachNumberAt(int step, IntConsumer number);

  /** Hands every number that this column is made of to {@code number}, for a checksum. */
  default void forEachNumber(IntConsumer number) {
    for (int step = 0; step < steps(); step++) {
      forEachNumberAt(step, number);
    }
  }
}
