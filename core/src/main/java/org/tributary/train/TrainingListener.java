package org.tributary.train;

import java.util.List;

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

  /** Called after the last epoch if the bias of the label O was tuned. */
  default void outsideBiasTuned(OutsideBias bias) {}

  /**
   * Returns whether the run ends early. It is asked after each step but the last of an epoch, and
   * after each {@link #epochFinished}; after it returned true it is not asked again. The run keeps
   * the best epoch on the development data so far, or the last finished epoch without development
   * data; it discards an epoch that it leaves. A run that is stopped within its first epoch throws
   * {@link TrainingException}.
   */
  default boolean shouldStop() {
    return false;
  }

  /** Returns a listener that calls several in order, and ends the run early if one of them does. */
  static TrainingListener all(List<TrainingListener> listeners) {
    List<TrainingListener> copy = List.copyOf(listeners);
    return new TrainingListener() {
      @Override
      public void trainingStarted(TrainingPlan plan) {
        copy.forEach(each -> each.trainingStarted(plan));
      }

      @Override
      public void stepFinished(StepReport report) {
        copy.forEach(each -> each.stepFinished(report));
      }

      @Override
      public void epochFinished(EpochReport report) {
        copy.forEach(each -> each.epochFinished(report));
      }

      @Override
      public void outsideBiasTuned(OutsideBias bias) {
        copy.forEach(each -> each.outsideBiasTuned(bias));
      }

      @Override
      public boolean shouldStop() {
        return copy.stream().anyMatch(TrainingListener::shouldStop);
      }
    };
  }

  /** Returns a listener that does nothing. */
  static TrainingListener silent() {
    return new TrainingListener() {};
  }
}
