package org.tributary.head;

import java.util.List;

/**
 * A label sequence and its score. Immutable.
 *
 * @param labels one per step
 * @param score the log-probability of the sequence
 */
public record LabelPath(List<Integer> labels, double score) {
  /** Copies the list. */
  public LabelPath {
    labels = List.copyOf(labels);
  }
}
