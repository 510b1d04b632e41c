package org.tributary.tribuo.input;

import java.util.Collections;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tributary.input.Frequencies;
import org.tributary.input.InputColumn;
import org.tributary.input.NumberColumn;
import org.tributary.param.FloatTensor;

/** Reads the values of a group's features as numbers, in the order of their ids. */
final class NumberReader implements InputReader {
  private final List<Integer> ids;

  /**
   * @throws IllegalArgumentException if the domain has another number of features of the group
   */
  NumberReader(ResolvedInput.Numbers planned, FeatureGroups groups) {
    this.ids = groups.ids(planned.group());
    if (ids.size() != planned.input().size()) {
      throw new IllegalArgumentException(
          "input %s: expected %d features of the group '%s' in the domain, got %d"
              .formatted(
                  planned.input().name(), planned.input().size(), planned.group(), ids.size()));
    }
  }

  @Override
  public int entries() {
    return 0;
  }

  @Override
  public Frequencies occurrences() {
    return Frequencies.neverHidden();
  }

  @Override
  public InputColumn read(List<StepFeatures> steps) {
    float[] values = new float[Math.multiplyExact(steps.size(), ids.size())];
    for (int step = 0; step < steps.size(); step++) {
      for (StepFeatures.Known known : steps.get(step).known()) {
        int at = Collections.binarySearch(ids, known.id());
        if (at >= 0) {
          values[step * ids.size() + at] += known.weight(); // as a table adds up
        }
      }
    }
    return new NumberColumn(FloatTensor.of(Shape.of(steps.size(), ids.size()), values));
  }
}
