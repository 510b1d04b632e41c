package org.tributary.input;

/** What one input reads of a sequence, step by step. Immutable. */
public sealed interface InputColumn permits FeatureColumn, CharacterColumn, NumberColumn {

  /** The number of steps. */
  int steps();
}
