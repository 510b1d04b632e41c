package org.tributary.train.optimizer;

import org.tributary.internal.NumberChecks;

/** The schedules that are described by their numbers alone. */
final class Schedules {
  private Schedules() {}

  /** A constant rate. */
  record Constant(double rate) implements Schedule {
    /** Checks the rate. */
    Constant {
      NumberChecks.positiveRate("learning rate", rate);
    }

    @Override
    public double learningRate(Schedule.Progress progress) {
      return rate;
    }

    @Override
    public String toString() {
      return "constant %s".formatted(rate);
    }
  }

  /** A linear schedule from {@code rate} to {@code last} at the end. */
  record Linear(double rate, double last) implements Schedule {
    /** Checks both rates. */
    Linear {
      NumberChecks.positiveRate("learning rate", rate);
      NumberChecks.rate("final learning rate", last);
    }

    @Override
    public double learningRate(Schedule.Progress progress) {
      return rate + (last - rate) * progress.fraction();
    }

    @Override
    public String toString() {
      return "linear from %s to %s".formatted(rate, last);
    }
  }

  /**
   * A cosine schedule from {@code rate} to {@code last} at the end (Loshchilov and Hutter 2017):
   * PyTorch's {@code CosineAnnealingLR} with the run's steps as {@code T_max}.
   */
  record Cosine(double rate, double last) implements Schedule {
    /** Checks both rates. */
    Cosine {
      NumberChecks.positiveRate("learning rate", rate);
      NumberChecks.rate("final learning rate", last);
    }

    @Override
    public double learningRate(Schedule.Progress progress) {
      return last + (rate - last) * (1 + Math.cos(Math.PI * progress.fraction())) / 2;
    }

    @Override
    public String toString() {
      return "cosine from %s to %s".formatted(rate, last);
    }
  }

  /**
   * A rate that each period of steps multiplies by a factor: PyTorch's {@code StepLR}, and with a
   * period of 1 its {@code ExponentialLR}, stepped after each step of the run.
   *
   * @param rate the initial rate
   * @param factor γ, above 0 and at most 1
   * @param period the number of steps of one rate, at least 1
   */
  record ExponentialDecay(double rate, double factor, long period) implements Schedule {
    /** Checks the numbers. */
    ExponentialDecay {
      NumberChecks.positiveRate("learning rate", rate);
      if (!(factor > 0 && factor <= 1) || period < 1) {
        throw new IllegalArgumentException(
            "exponential decay: expected a factor above 0 up to 1 and a period of at least 1 step, got %s and %d"
                .formatted(factor, period));
      }
    }

    @Override
    public double learningRate(Schedule.Progress progress) {
      long periods = progress.finished() / period; // finished ones
      return rate * Math.pow(factor, (double) periods);
    }

    @Override
    public String toString() {
      return "exponential from %s by %s every %d steps".formatted(rate, factor, period);
    }
  }

  /**
   * A linear warm-up to the initial rate of {@code then} over a number of steps, followed by {@code
   * then}.
   */
  record WarmUpSteps(long warmUp, Schedule then) implements Schedule {
    /** Checks the number. */
    WarmUpSteps {
      if (warmUp < 0) {
        throw new IllegalArgumentException(
            "warm-up: expected at least 0 steps, got %d".formatted(warmUp));
      }
    }

    @Override
    public double learningRate(Schedule.Progress progress) {
      return warmingUp(progress, warmUp, then);
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
   * A linear warm-up to the initial rate of {@code then} over a fraction of all steps, rounded to
   * whole steps, followed by {@code then} for at least one step.
   */
  record WarmUpFraction(double share, Schedule then) implements Schedule {
    /** Checks the share. */
    WarmUpFraction {
      if (!(share >= 0 && share < 1)) {
        throw new IllegalArgumentException(
            "warm-up: expected a share of the steps from 0 to below 1, got %s".formatted(share));
      }
    }

    @Override
    public double learningRate(Schedule.Progress progress) {
      long rounded = Math.round(share * (double) progress.steps());
      return warmingUp(progress, Math.min(rounded, progress.steps() - 1), then);
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

  private static double warmingUp(Schedule.Progress progress, long warmUp, Schedule then) {
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
