package org.tributary.input;

import java.util.List;

/** What all of a network's inputs read at one step, by itself. Immutable. */
public final class InputStep {
  private final List<InputColumn> columns;
  private final StepKey reading;

  private InputStep(List<InputColumn> columns) {
    this.columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("input step: expected a column for each input, got none");
    }
    for (InputColumn column : columns) {
      if (column.steps() != 1) {
        throw new IllegalArgumentException(
            "input step: expected columns of one step, got one of %d".formatted(column.steps()));
      }
    }
    this.reading = StepKey.of(this.columns, 0);
  }

  /**
   * The step of {@code columns}.
   *
   * @param columns in the order of the inputs, each of one step
   * @throws IllegalArgumentException if there are none, or one has another number of steps
   */
  public static InputStep of(List<InputColumn> columns) {
    return new InputStep(columns);
  }

  /** A column for each input, each of one step. */
  public List<InputColumn> columns() {
    return columns;
  }

  /** What tells whether another step reads the same. */
  public StepKey reading() {
    return reading;
  }
}
