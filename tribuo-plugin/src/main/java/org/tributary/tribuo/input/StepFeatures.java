package org.tributary.tribuo.input;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;

/** The features of one step: those that the domain knows, by id, and the names of all. */
final class StepFeatures {
  /** A feature of the domain and its value. */
  record Known(int id, float weight) {}

  private final List<Known> known = new ArrayList<>();
  private final List<String> unseen = new ArrayList<>();
  private final Example<Label> example;

  /**
   * @throws IllegalArgumentException if a value is too large for a weight
   * @throws IllegalStateException if the domain cannot tell a feature's id
   */
  StepFeatures(Example<Label> example, int step, FeatureGroups groups) {
    this.example = example;
    for (Feature feature : example) {
      int id = groups.domain().id(feature.getName());
      if (id >= 0) {
        known.add(new Known(id, weight(feature, step)));
      } else {
        unseen.add(feature.getName());
      }
    }
    known.sort(Comparator.comparingInt(Known::id));
  }

  private static float weight(Feature feature, int step) {
    float weight = (float) feature.getValue();
    if (!Float.isFinite(weight)) {
      throw new IllegalArgumentException(
          ("feature '%s' at step %d: expected a value that is a finite 32-bit number, got %s;"
                  + " scale the feature or leave it out")
              .formatted(feature.getName(), step, feature.getValue()));
    }
    return weight;
  }

  /** The features that the domain knows, in the order of their ids. */
  List<Known> known() {
    return known;
  }

  /** Whether there is a feature of {@code group} that the domain does not know. */
  boolean hasUnseen(String group) {
    for (String name : unseen) {
      if (FeatureGroups.isOf(group, name)) {
        return true;
      }
    }
    return false;
  }

  /** What stands behind the = in the name of the first feature of {@code group}. */
  Optional<String> value(String group) {
    for (Feature feature : example) {
      if (FeatureGroups.isOf(group, feature.getName())) {
        return Optional.of(FeatureGroups.value(feature.getName()));
      }
    }
    return Optional.empty();
  }
}
