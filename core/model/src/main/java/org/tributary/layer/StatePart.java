package org.tributary.layer;

import org.tributary.internal.NullChecks;

/**
 * One part of a cell's state: its name and its size.
 *
 * @param name PyTorch's letter where it has one: {@code h}, or {@code c} of an LSTM
 * @param size the number of elements of each row
 */
public record StatePart(String name, int size) {
  /** The name of the hidden state, which is the first part of every state. */
  public static final String HIDDEN = "h";

  /** The name of an LSTM's cell state. */
  public static final String CELL = "c";

  /** Checks that the name is not null and the size is positive. */
  public StatePart {
    NullChecks.require("name", "a part's name", name);
    if (size < 1) {
      throw new IllegalArgumentException(
          "state %s: expected a positive size, got %d".formatted(name, size));
    }
  }

  /** Returns h of the given size. */
  public static StatePart hidden(int size) {
    return new StatePart(HIDDEN, size);
  }

  /**
   * Checks that the first part of a cell's state is h, of the output's size.
   *
   * @throws IllegalArgumentException if it is not
   */
  static void requireHiddenFirst(Cell cell) {
    StatePart first = cell.stateParts().get(0);
    if (!first.equals(StatePart.hidden(cell.outputSize()))) {
      throw new IllegalArgumentException(
          "%s: expected h of size %d as the first part of the state, got %s of size %d; put h first in stateParts"
              .formatted(cell.name(), cell.outputSize(), first.name(), first.size()));
    }
  }
}
