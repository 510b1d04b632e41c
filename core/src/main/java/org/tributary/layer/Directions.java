package org.tributary.layer;

/** Which ways a recurrent layer reads a sequence. */
public enum Directions {
  /** From its first step to its last. */
  FORWARD,
  /** From both ends, each with its own weights: PyTorch's {@code bidirectional=True}. */
  BOTH;

  /** D, 1 or 2. */
  public int count() {
    return this == BOTH ? 2 : 1;
  }
}
