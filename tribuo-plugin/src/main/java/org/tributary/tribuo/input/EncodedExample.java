package org.tributary.tribuo.input;

import org.tributary.tagger.FeatureSequence;

/** A sequence example as a network reads it. */
public final class EncodedExample {
  private final FeatureSequence features;
  private final int[] known;

  /**
   * @param known how many features of each step the domain knows
   */
  EncodedExample(FeatureSequence features, int[] known) {
    this.features = features;
    this.known = known;
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
