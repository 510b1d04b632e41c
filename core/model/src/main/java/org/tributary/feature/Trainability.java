package org.tributary.feature;

/** The training mode of a table. */
public enum Trainability {
  /** Training updates the table. */
  TRAINABLE,
  /** The table keeps its initial values. */
  FROZEN
}
