package org.tributary.train;

/** The arithmetic of a warm-up. */
final class WarmUp {
  private WarmUp() {}

  static double learningRate(Schedule.Position position, long warmUp, Schedule then) {
    long rest = position.steps() - warmUp;
    if (rest < 1) {
      throw new IllegalArgumentException(
          "warm-up: expected fewer steps than the run's %d, got %d; shorten it or train longer"
              .formatted(position.steps(), warmUp));
    }
    if (position.finished() >= warmUp) {
      return then.learningRate(
          new Schedule.Position(position.finished() - warmUp, rest, position.scores()));
    }
    double share = (double) (position.finished() + 1) / (double) (warmUp + 1);
    return share * then.learningRate(new Schedule.Position(0, rest, position.scores()));
  }
}
