package org.tributary.tagger;

import java.util.List;
import org.tributary.input.InputColumn;
import org.tributary.input.StepKey;

/** A sequence made of what each input reads at all steps. */
final class ColumnSequence extends FeatureSequence {
  private final List<InputColumn> columns;

  ColumnSequence(List<InputColumn> columns) {
    this.columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException(
          "feature sequence: expected a column for each input, got none");
    }
    requireSteps(steps());
    for (InputColumn column : columns) {
      if (column.steps() != steps()) {
        throw new IllegalArgumentException(
            "feature sequence: expected columns of one number of steps, got %s"
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
  boolean isOfSteps() {
    return false;
  }

  @Override
  int inputs() {
    return columns.size();
  }

  @Override
  StepKey reading(int step) {
    return StepKey.of(columns, step);
  }

  @Override
  List<InputColumn> at(int step) {
    return columns.stream().map(column -> column.at(step)).toList();
  }
}
