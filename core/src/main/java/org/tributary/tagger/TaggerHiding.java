package org.tributary.tagger;

import java.util.SplittableRandom;

/**
 * Which features training reads as unknown: rare ones, and those of whole words.
 *
 * @param unknown the feature that they are read as
 */
record TaggerHiding(TrainingOptions options, FeatureCounts counts, int unknown) {

  /** How often each feature comes in training. */
  interface FeatureCounts {
    int count(int feature);
  }

  /** Chooses by what {@code random} draws. */
  TaggerBatch.Hiding drawing(SplittableRandom random) {
    double rate = options.unknownRate();
    double wordDropout = options.wordDropout();
    return new TaggerBatch.Hiding() {
      @Override
      public boolean hides(int feature) {
        return rate > 0 && random.nextDouble() < rate / (rate + counts.count(feature));
      }

      @Override
      public boolean hidesStep() {
        return wordDropout > 0 && random.nextDouble() < wordDropout;
      }
    };
  }
}
