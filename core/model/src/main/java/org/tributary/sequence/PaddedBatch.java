package org.tributary.sequence;

import java.util.List;
import org.tributary.param.FloatTensor;

/**
 * A batch of sequences padded to one length.
 *
 * @param values [L, N, ...] or [N, L, ...]
 * @param lengths length of each of the N rows
 */
public record PaddedBatch(FloatTensor values, List<Integer> lengths) {

  /** Copies the lengths. */
  public PaddedBatch {
    lengths = List.copyOf(lengths);
  }
}
