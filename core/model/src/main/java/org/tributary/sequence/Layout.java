package org.tributary.sequence;

/** The order of the first two dimensions of a batch of sequences. */
public enum Layout {
  /** [L, N, ...]: steps, then rows; PyTorch's default. */
  SEQUENCE_FIRST,
  /** [N, L, ...]: rows, then steps; PyTorch's {@code batch_first=True}. */
  BATCH_FIRST;

  /** Returns the axis of the steps, 0 or 1; the other is that of the rows. */
  public int stepsAxis() {
    return this == BATCH_FIRST ? 1 : 0;
  }

  /** Returns a shape in this layout, with {@code last} as its last dimension. */
  public String describe(Object last) {
    return this == BATCH_FIRST ? "[N, L, %s]".formatted(last) : "[L, N, %s]".formatted(last);
  }

  @Override
  public String toString() {
    return this == BATCH_FIRST ? "batch-first" : "sequence-first";
  }
}
