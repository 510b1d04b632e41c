package org.tributary.train.optimizer;

/** The arithmetic of a linear warm-up. */
final class WarmUp {
  private WarmUp() {}

  static double learningRate(Schedule.Progress progress, long warmUp, Schedule then) {
    long remaining = progress.steps() - warmUp;
    if (remaining < 1) {
      throw new IllegalArgumentException(
          "warm-up: expected fewer steps than the run's %d, got %d; shorten it or train longer"
              .formatted(progress.steps(), warmUp));
    }
    if (progress.finished() >= warmUp) {
      return then.learningRate(
          new Schedule.Progress(progress.finished() - warmUp, remaining, progress.scores()));
    }
    double fraction = (double) (progress.finished() + 1) / (double) (warmUp + 1);
    return fraction * then.learningRate(new Schedule.Progress(0, remaining, progress.scores()));
  }
}
