package org.tributary.tribuo.input;

import java.util.List;
import org.tributary.tagger.FeatureSequence;

/** A sequence example as a network reads it. */
public final class ReadExample {
  private final FeatureSequence features;
  private final int[] known;

  ReadExample(FeatureSequence features, List<StepFeatures> steps) {
    this.features = features;
    this.known = steps.stream().mapToInt(step -> step.known().size()).toArray();
  }

  /** What the inputs read. */
  public FeatureSequence features() {
    return features;
  }

  /** How many features of {@code step} the domain knows. */
  public int known(int step) {
    return known[step];
  }
}
