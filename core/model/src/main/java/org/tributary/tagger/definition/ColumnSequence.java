package org.tributary.tagger.definition;

import java.util.List;
import org.tributary.feature.InputColumn;
import org.tributary.feature.StepKey;
import org.tributary.internal.check.NullChecks;

/** A feature sequence stored by column: one column per input. */
final class ColumnSequence extends FeatureSequence {
  private final List<InputColumn> columns;

  ColumnSequence(List<InputColumn> columns) {
    NullChecks.requireElements("columns", "column", columns);
    this.columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException(
          "feature sequence: expected a column for each input, got none");
    }
    requireSteps(steps());
    for (InputColumn column : columns) {
      if (column.steps() != steps()) {
        throw new IllegalArgumentException(
            "feature sequence: expected columns with the same number of steps, got %s"
                .formatted(columns.stream().map(InputColumn::steps).toList()));
      }
    }
  }

  @Override
  public int steps() {
    return columns.get(0).steps();
  }

  @Override
  public List<InputColumn> columns() {
    return columns;
  }

  @Override
  public boolean isStepwise() {
    return false;
  }

  @Override
  public int inputCount() {
    return columns.size();
  }

  @Override
  public StepKey key(int step) {
    return StepKey.of(columns, step);
  }

  @Override
  public List<InputColumn> columnsAt(int step) {
    return columns.stream().map(column -> column.at(step)).toList();
  }
}
