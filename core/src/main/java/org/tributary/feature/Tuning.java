package org.tributary.feature;

/** The training mode of a table. */
public enum Tuning {
  /** Training updates the table. */
  TUNED,
  /** The table keeps its initial values. */
  FROZEN
}
