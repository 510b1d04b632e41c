package org.tributary.feature;

import java.util.List;
import org.tributary.internal.check.NullChecks;

/** The data of all inputs at a single step. Immutable. */
public final class InputStep {
  private final List<InputColumn> columns;
  private final StepKey key;

  private InputStep(List<InputColumn> columns) {
    NullChecks.requireElements("columns", "column", columns);
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
    this.key = StepKey.of(this.columns, 0);
  }

  /**
   * Returns the step of {@code columns}.
   *
   * @param columns in the order of the inputs, each of one step
   * @throws IllegalArgumentException if there are no columns, or one does not have exactly one step
   */
  public static InputStep of(List<InputColumn> columns) {
    return new InputStep(columns);
  }

  /** Returns one column per input, each of one step. */
  public List<InputColumn> columns() {
    return columns;
  }

  /** Returns the key of this step, equal for steps with equal data. */
  public StepKey key() {
    return key;
  }
}
