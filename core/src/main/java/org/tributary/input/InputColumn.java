package org.tributary.input;

import java.util.function.IntConsumer;

/** What one input reads of a sequence, step by step. Immutable. */
public sealed interface InputColumn permits FeatureColumn, CharacterColumn, NumberColumn {

  /** The number of steps. */
  int steps();

  /** Hands every number that this column is made of to {@code number}, for a checksum. */
  void forEachNumber(IntConsumer number);
}
