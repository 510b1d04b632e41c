package org.tributary.nn;

import java.util.List;

/**
 * The result of a {@linkplain Network#scan recurrence}.
 *
 * @param output the first part of the state after each step, [N, L, size]; zero in the padding
 * @param state the parts of the state after each sequence's last step, [N, size]
 */
public record ScanResult(Floats output, List<Floats> state) {
  /** Copies the list. */
  public ScanResult {
    state = List.copyOf(state);
  }

  /** Returns the output after each sequence's last step, [N, size]. */
  public Floats last() {
    return state.get(0);
  }
}
