package org.tributary.train;

import java.util.List;

/**
 * The learning rate over a training run: an immutable value that says the rate at any point of it,
 * from that point alone.
 */
public sealed interface Schedule
    permits Schedule.Constant,
        Schedule.Linear,
        Schedule.Cosine,
        Schedule.WarmUpSteps,
        Schedule.WarmUpShare,
        ReduceOnPlateau {

  /**
   * A point of a run.
   *
   * @param finished steps taken before this one
   * @param steps of the whole run, as planned
   * @param scores on held-out data after each finished epoch, higher is better
   */
  record Position(long finished, long steps, List<Double> scores) {
    /** Copies the list and checks that the run is not over. */
    public Position {
      scores = List.copyOf(scores);
      if (finished < 0 || finished >= steps) {
        throw new IllegalArgumentException(
            "schedule: expected from 0 to %d finished steps, got %d"
                .formatted(steps - 1, finished));
      }
    }

    /** The finished share of all steps, from 0 to below 1. */
    double progress() {
      return (double) finished / (double) steps;
    }
  }

  /** The learning rate of the step that follows {@code position}. */
  double learningRate(Position position);

  /** Whether the rate follows scores, so that a run without held-out data cannot use it. */
  default boolean needsScores() {
    return false;
  }

  /** The same rate throughout. */
  record Constant(double rate) implements Schedule {
    /** Checks the rate. */
    public Constant {
      requireRate(rate);
    }

    @Override
    public double learningRate(Position position) {
      return rate;
    }

    @Override
    public String toString() {
      return "constant %s".formatted(rate);
    }
  }

  /** From {@code rate} in a straight line to {@code last} at the end. */
  record Linear(double rate, double last) implements Schedule {
    /** Checks both rates. */
    public Linear {
      requireRate(rate);
      requireRate(last);
    }

    @Override
    public double learningRate(Position position) {
      return rate + (last - rate) * position.progress();
    }

    @Override
    public String toString() {
      return "linear from %s to %s".formatted(rate, last);
    }
  }

  /**
   * From {@code rate} down to {@code last} at the end along half a cosine (Loshchilov and Hutter
   * 2017): PyTorch's {@code CosineAnnealingLR} with the run's steps as {@code T_max}.
   */
  record Cosine(double rate, double last) implements Schedule {
    /** Checks both rates. */
    public Cosine {
      requireRate(rate);
      requireRate(last);
    }

    @Override
    public double learningRate(Position position) {
      return last + (rate - last) * (1 + Math.cos(Math.PI * position.progress())) / 2;
    }

    @Override
    public String toString() {
      return "cosine from %s to %s".formatted(rate, last);
    }
  }

  /** Rises to the first rate of {@code then} in a number of steps; {@code then} has the rest. */
  record WarmUpSteps(long warmUp, Schedule then) implements Schedule {
    /** Checks the number. */
    public WarmUpSteps {
      if (warmUp < 0) {
        throw new IllegalArgumentException(
            "warm-up: expected at least 0 steps, got %d".formatted(warmUp));
      }
    }

    @Override
    public double learningRate(Position position) {
      return WarmUp.learningRate(position, warmUp, then);
    }

    @Override
    public boolean needsScores() {
      return then.needsScores();
    }

    @Override
    public String toString() {
      return "warm-up over %d steps, then %s".formatted(warmUp, then);
    }
  }

  /**
   * Rises to the first rate of {@code then} in a share of all steps, rounded to whole ones; at
   * least the last step is left to {@code then}.
   */
  record WarmUpShare(double share, Schedule then) implements Schedule {
    /** Checks the share. */
    public WarmUpShare {
      if (!(share >= 0 && share < 1)) {
        throw new IllegalArgumentException(
            "warm-up: expected a share of the steps from 0 to below 1, got %s".formatted(share));
      }
    }

    @Override
    public double learningRate(Position position) {
      long rounded = Math.round(share * (double) position.steps());
      return WarmUp.learningRate(position, Math.min(rounded, position.steps() - 1), then);
    }

    @Override
    public boolean needsScores() {
      return then.needsScores();
    }

    @Override
    public String toString() {
      return "warm-up over %s of the steps, then %s".formatted(share, then);
    }
  }

  /** The same rate throughout. */
  static Schedule constant(double rate) {
    return new Constant(rate);
  }

  /** From {@code rate} in a straight line to {@code last} at the end. */
  static Schedule linear(double rate, double last) {
    return new Linear(rate, last);
  }

  /** From {@code rate} along half a cosine to {@code last} at the end. */
  static Schedule cosine(double rate, double last) {
    return new Cosine(rate, last);
  }

  /** {@code rate} until the score stops rising, then lower by and by. */
  static ReduceOnPlateau reduceOnPlateau(double rate) {
    return new ReduceOnPlateau(rate, 0.1, 10, 1e-4, 0);
  }

  /**
   * The same, after a warm-up of {@code steps}: step k of it, from 1, has k/(steps+1) of the rate
   * that the schedule begins with (Goyal et al. 2017), which scores may lower meanwhile. PyTorch's
   * {@code LinearLR}, chained by {@code SequentialLR}.
   *
   * @throws IllegalArgumentException when run, if the run has no more steps than that
   */
  default Schedule warmUpSteps(long steps) {
    return new WarmUpSteps(steps, this);
  }

  /** The same, after a warm-up over a share of all steps, from 0 to below 1. */
  default Schedule warmUpShare(double share) {
    return new WarmUpShare(share, this);
  }

  private static void requireRate(double rate) {
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException(
          "learning rate: expected a finite number above 0, got %s".formatted(rate));
    }
  }
}
