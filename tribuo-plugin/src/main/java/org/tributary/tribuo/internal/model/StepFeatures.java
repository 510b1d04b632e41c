package org.tributary.tribuo.internal.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;

/** The features of one step: known ones by id, and the names of all. */
final class StepFeatures {
  /** A known feature's id and value. */
  record Known(int id, float weight) {}

  private final List<Known> known = new ArrayList<>();
  private final List<String> unseen = new ArrayList<>();
  private final Example<Label> example;

  /**
   * @throws IllegalArgumentException if a feature value is not a finite float
   * @throws IllegalStateException if the domain cannot look up a feature
   */
  StepFeatures(Example<Label> example, int step, FeatureGroups groups) {
    this.example = example;
    for (Feature feature : example) {
      int id = groups.id(feature.getName());
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

  /** Returns the features in the domain, in id order. */
  List<Known> known() {
    return known;
  }

  /** Returns whether the step has a feature of {@code group} that is not in the domain. */
  boolean hasUnseen(String group) {
    for (String name : unseen) {
      if (FeatureGroups.isOf(group, name)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the symbol in the name of the first feature of {@code group}. */
  Optional<String> symbol(String group) {
    return symbol(example, group);
  }

  /** Returns the symbol in the name of the first feature of {@code group} of a step. */
  static Optional<String> symbol(Example<Label> example, String group) {
    for (Feature feature : example) {
      if (FeatureGroups.isOf(group, feature.getName())) {
        return Optional.of(FeatureGroups.symbol(feature.getName()));
      }
    }
    return Optional.empty();
  }
}
