package org.tributary.layer;

/** The directions in which a recurrent layer reads a sequence. */
public enum Directions {
  /** From the first step to the last. */
  FORWARD,
  /** Both directions, each with its own weights: PyTorch's {@code bidirectional=True}. */
  BOTH;

  /** Returns D, 1 or 2. */
  public int count() {
    return this == BOTH ? 2 : 1;
  }
}
