package org.tributary.input;

/** Whether training changes a table. */
public enum Tuning {
  /** It does. */
  TUNED,
  /** It does not: the table keeps the values that it was given. */
  FROZEN
}
