package org.tributary.tagger.definition;

import java.util.ArrayList;
import java.util.List;
import org.tributary.feature.InputColumn;
import org.tributary.feature.InputStep;
import org.tributary.feature.StepKey;
import org.tributary.internal.check.NullChecks;

/** A feature sequence stored by step; columns are joined lazily. */
final class StepSequence extends FeatureSequence {
  private final List<InputStep> steps;
  private volatile List<InputColumn> columns; // joined on first use

  StepSequence(List<InputStep> steps) {
    NullChecks.requireElements("steps", "step", steps);
    requireSteps(steps.size());
    this.steps = List.copyOf(steps);
    for (InputStep step : this.steps) {
      if (step.columns().size() != inputCount()) {
        throw new IllegalArgumentException(
            "feature sequence: expected steps with the same number of columns, got %d and %d"
                .formatted(inputCount(), step.columns().size()));
      }
      for (int k = 0; k < inputCount(); k++) {
        requireSameType(columnsAt(0).get(k), step.columns().get(k));
      }
    }
  }

  @Override
  public int steps() {
    return steps.size();
  }

  @Override
  public List<InputColumn> columns() {
    if (columns == null) {
      columns = joined();
    }
    return columns;
  }

  private List<InputColumn> joined() {
    List<InputColumn> joined = new ArrayList<>();
    for (int k = 0; k < inputCount(); k++) {
      int input = k;
      List<InputColumn> parts = steps.stream().map(step -> step.columns().get(input)).toList();
      joined.add(parts.get(0).then(parts.subList(1, parts.size())));
    }
    return List.copyOf(joined);
  }

  private static void requireSameType(InputColumn first, InputColumn column) {
    if (!first.getClass().equals(column.getClass())) {
      throw new IllegalArgumentException(
          "feature sequence: expected one column type per input at every step, got [%s, %s]"
              .formatted(first.getClass().getSimpleName(), column.getClass().getSimpleName()));
    }
  }

  @Override
  public boolean isStepwise() {
    return true;
  }

  @Override
  public int inputCount() {
    return steps.get(0).columns().size();
  }

  @Override
  public StepKey key(int step) {
    return steps.get(step).key();
  }

  @Override
  public List<InputColumn> columnsAt(int step) {
    return steps.get(step).columns();
  }
}
