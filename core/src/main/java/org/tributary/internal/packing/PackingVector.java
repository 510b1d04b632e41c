package org.tributary.internal.packing;

/**
 * The vectors of a packed order, in the order in which they are fed: N rows, T steps, S packed
 * steps. The rows are ranked longest first.
 */
public enum PackingVector {
  /** Number of steps of the longest row, [1]; a scalar in the graph. */
  STEPS,
  /** Number of rows of each step, [T]. */
  BATCH_SIZES,
  /** Index of each step's first row among the S, [T]. */
  STARTS,
  /** Index of the first state before each step among the N + S, [T]. */
  STARTS_BEFORE,
  /** Row at each rank, [N]. */
  SORTED_INDICES,
  /** Rank of each row, [N]. */
  UNSORTED_INDICES,
  /** Index of each rank's last state among the N + S, [N]. */
  LAST_STATES,
  /** Step of each packed step, [S]. */
  STEP,
  /** Rank of each packed step, [S]. */
  RANK,
  /** 1 for a step within the row's length, else 0, [S]. */
  VALID,
  /** Index t·N + n that each packed step reads, [S]; see {@link Packing}. */
  FORWARD,
  /** The same for reverse order, [S]. */
  REVERSE,
  /**
   * For each index t·N + n one more than the packed step that reads it, or 0 in the padding, [T·N].
   */
  FORWARD_SOURCE,
  /** The same for reverse order, [T·N]. */
  REVERSE_SOURCE,
  /** Number of steps of each segment, empty ones last. */
  SEGMENT_STEPS
}
