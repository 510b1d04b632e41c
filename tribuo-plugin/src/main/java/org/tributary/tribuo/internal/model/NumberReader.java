package org.tributary.tribuo.internal.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.tributary.feature.Gazetteer;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.feature.NumberColumn;
import org.tributary.feature.NumberInput;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;

/** A reader of the values of a group's features as numbers, in id order. */
final class NumberReader implements InputReader {
  private final NumberInput input;
  private final String group;
  private final List<Integer> ids;

  /**
   * @throws IllegalArgumentException if the number of the group's features in the domain differs
   */
  NumberReader(NumberInput input, String group, FeatureGroups groups) {
    this.input = input;
    this.group = group;
    this.ids = groups.ids(group);
    if (ids.size() != input.size()) {
      throw new IllegalArgumentException(
          "input %s: expected %d features of the group '%s' in the domain, got %d"
              .formatted(input.name(), input.size(), group, ids.size()));
    }
  }

  @Override
  public Input<?> ofWords(Optional<Gazetteer> gazetteer) {
    throw InputReader.notOfWords(input.name(), "a form of words", "numbers of the group " + group);
  }

  @Override
  public int entries() {
    return 0;
  }

  @Override
  public InputColumn read(List<StepFeatures> steps) {
    float[] values = new float[Math.multiplyExact(steps.size(), ids.size())];
    for (int step = 0; step < steps.size(); step++) {
      for (StepFeatures.Known known : steps.get(step).known()) {
        int at = Collections.binarySearch(ids, known.id());
        if (at >= 0) {
          values[step * ids.size() + at] +=
              known.weight(); // a repeated feature adds up, as in an embedding table
        }
      }
    }
    return new NumberColumn(FloatTensor.of(TensorShape.of(steps.size(), ids.size()), values));
  }
}
