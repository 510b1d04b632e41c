package org.tributary.tribuo.internal.model;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * A check for features that the model has not been trained on: they do not fail, but the model
 * reads every step as unknown and predicts badly. It logs one warning per model if, once at least
 * 100 steps have been predicted, fewer than 10 % of them have a feature of the model's domain; it
 * ends after the first 1,000 steps. A model whose domain has no features, such as one of vectors
 * and characters, is not checked. Thread-safe.
 */
public final class KnownFeatureCheck {
  static final int MIN_STEPS = 100;
  static final int MAX_STEPS = 1_000;
  static final int MIN_KNOWN_PERCENT = 10;

  private static final Logger LOGGER = System.getLogger("org.tributary.tribuo.LstmTaggerModel");

  private final String model;
  private long steps;
  private long known;
  private volatile boolean ended;

  /**
   * @param model the model's name, for the message
   */
  public KnownFeatureCheck(String model, ExampleReader reader) {
    this.model = model;
    this.ended = !reader.hasFeatures();
  }

  /** Returns whether this check has warned, or has no further steps to look at. */
  public boolean ended() {
    return ended;
  }

  /** Counts the steps of examples to predict, and returns the examples. */
  public List<EncodedExample> counted(List<EncodedExample> examples) {
    if (!ended) {
      count(examples.stream().map(EncodedExample::known).toList());
    }
    return examples;
  }

  /**
   * Counts the steps of examples.
   *
   * @param examples the number of features of each step that are in the model's domain
   */
  public synchronized void count(List<int[]> examples) {
    for (int[] features : examples) {
      for (int step = 0; step < features.length && steps < MAX_STEPS; step++) {
        steps++;
        known += features[step] > 0 ? 1 : 0;
      }
    }
    boolean few = known * 100 < steps * MIN_KNOWN_PERCENT;
    if (!ended && steps >= MIN_STEPS && few) {
      LOGGER.log(
          Level.WARNING,
          "{0}: expected features of the training data, got {1} of the first {2} steps with a known"
              + " one; predictions will be poor: extract features as in training, or tag tokens"
              + " with LstmTaggerModel.tagger, which does",
          model,
          known == 0 ? "none" : Long.toString(known),
          Long.toString(steps));
      ended = true;
    }
    ended |= steps >= MAX_STEPS;
  }
}
