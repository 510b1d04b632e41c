package org.tributary.tagger;

import java.util.ArrayList;
import java.util.List;
import org.tributary.input.InputColumn;
import org.tributary.input.InputStep;
import org.tributary.input.StepKey;

/**
 * A sequence made of what all inputs read at each step; columns are joined when somebody asks for
 * them.
 */
final class StepSequence extends FeatureSequence {
  private final List<InputStep> each;
  private volatile List<InputColumn> columns; // made when first asked for

  StepSequence(List<InputStep> steps) {
    requireSteps(steps.size());
    this.each = List.copyOf(steps);
    for (InputStep step : each) {
      if (step.columns().size() != inputs()) {
        throw new IllegalArgumentException(
            "feature sequence: expected steps of one number of columns, got %d and %d"
                .formatted(inputs(), step.columns().size()));
      }
    }
  }

  @Override
  public int steps() {
    return each.size();
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
    for (int k = 0; k < inputs(); k++) {
      int input = k;
      List<InputColumn> parts = each.stream().map(step -> step.columns().get(input)).toList();
      requireOneKind(parts);
      joined.add(parts.get(0).then(parts.subList(1, parts.size())));
    }
    return List.copyOf(joined);
  }

  private static void requireOneKind(List<InputColumn> parts) {
    List<String> kinds = parts.stream().map(p -> p.getClass().getSimpleName()).distinct().toList();
    if (kinds.size() > 1) {
      throw new IllegalArgumentException(
          "feature sequence: expected steps that an input reads by one kind of column, got "
              + kinds);
    }
  }

  @Override
  boolean isOfSteps() {
    return true;
  }

  @Override
  int inputs() {
    return each.get(0).columns().size();
  }

  @Override
  StepKey reading(int step) {
    return each.get(step).reading();
  }

  @Override
  List<InputColumn> at(int step) {
    return each.get(step).columns();
  }
}
