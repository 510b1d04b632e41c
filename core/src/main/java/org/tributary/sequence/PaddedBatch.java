package org.tributary.sequence;

import java.util.List;
import org.tributary.param.FloatTensor;

/**
 * Rows of different lengths, filled up to one length.
 *
 * @param values [L, N, ...] or [N, L, ...]
 * @param lengths of the N rows
 */
public record PaddedBatch(FloatTensor values, List<Integer> lengths) {

  /** Copies the lengths. */
  public PaddedBatch {
    lengths = List.copyOf(lengths);
  }
}
