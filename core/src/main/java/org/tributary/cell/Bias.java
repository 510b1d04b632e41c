package org.tributary.cell;

/** Whether a cell adds bias vectors. */
public enum Bias {
  /** Two vectors, {@code bias_ih} and {@code bias_hh}, as PyTorch has them. */
  PRESENT,
  /** None, PyTorch's {@code bias=False}. */
  ABSENT
}
