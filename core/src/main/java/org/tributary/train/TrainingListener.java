package org.tributary.train;

/**
 * A listener to a training run, called on the training thread. An exception thrown by a listener
 * ends the run.
 */
public interface TrainingListener {

  /** Called before the first step. */
  default void trainingStarted(TrainingPlan plan) {}

  /** Called after each step. */
  default void stepFinished(StepReport report) {}

  /** Called after each epoch and its scoring. */
  default void epochFinished(EpochReport report) {}

  /** Returns a listener that does nothing. */
  static TrainingListener silent() {
    return new TrainingListener() {};
  }
}
