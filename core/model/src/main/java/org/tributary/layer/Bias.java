package org.tributary.layer;

/** Presence of bias vectors, PyTorch's {@code bias} argument. */
public enum Bias {
  /** Two bias vectors, {@code bias_ih} and {@code bias_hh}, as in PyTorch. */
  PRESENT,
  /** No bias vectors, PyTorch's {@code bias=False}. */
  ABSENT
}
