package org.tributary.train;

/**
 * Hears how a training run goes, on the thread that trains. An exception thrown by a listener stops
 * the run.
 */
public interface TrainingListener {

  /** Before the first step. */
  default void trainingStarted(TrainingPlan plan) {}

  /** After each step. */
  default void stepFinished(StepReport report) {}

  /** After each pass over the data and its scoring. */
  default void epochFinished(EpochReport report) {}

  /** Hears and does nothing. */
  static TrainingListener silent() {
    return new TrainingListener() {};
  }
}
