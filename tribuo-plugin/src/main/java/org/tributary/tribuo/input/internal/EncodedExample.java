package org.tributary.tribuo.input.internal;

import org.tributary.tagger.definition.FeatureSequence;

/** A sequence example encoded as network inputs. */
public final class EncodedExample {
  private final FeatureSequence features;
  private final int[] known;

  /**
   * @param known the number of known features of each step
   */
  EncodedExample(FeatureSequence features, int[] known) {
    this.features = features;
    this.known = known;
  }

  /** Returns the encoded features. */
  public FeatureSequence features() {
    return features;
  }

  /** Returns the number of steps. */
  public int steps() {
    return known.length;
  }

  /** Returns the number of features of {@code step} in the feature domain. */
  public int known(int step) {
    return known[step];
  }
}
