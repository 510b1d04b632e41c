package org.tributary.train.optimizer;

/** The arithmetic of a linear warm-up. */
final class WarmUp {
  private WarmUp() {}

  static double learningRate(Schedule.Position position, long warmUp, Schedule then) {
    long remaining = position.steps() - warmUp;
    if (remaining < 1) {
      throw new IllegalArgumentException(
          "warm-up: expected fewer steps than the run's %d, got %d; shorten it or train longer"
              .formatted(position.steps(), warmUp));
    }
    if (position.finished() >= warmUp) {
      return then.learningRate(
          new Schedule.Position(position.finished() - warmUp, remaining, position.scores()));
    }
    double fraction = (double) (position.finished() + 1) / (double) (warmUp + 1);
    return fraction * then.learningRate(new Schedule.Position(0, remaining, position.scores()));
  }
}
